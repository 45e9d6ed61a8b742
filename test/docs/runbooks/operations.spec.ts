import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXITS } from '../../../apps/gateway/src/ctl/exit-codes.js';
import { readTemplate } from '../../support/cloudformation/read-template.js';
import { FakePrograms } from '../fake-aws.js';
import { codeWordsIn, readOperatorsShell, readTable } from '../read-document.js';
import { OPERATIONS, readSections } from './read-runbooks.js';

/** Alarms and commands have these from the day they were shipped. */
const RUNBOOKS = [
  'tunnel-down',
  'route-slow',
  'bedrock-throttles',
  'credential-expired',
  'audit-store-down',
  'cost-spike',
  'suspected-intrusion',
  'upgrade',
  'region-move',
];

const TEMPLATES = 'infra/govcloud';
const text = readFileSync(OPERATIONS, 'utf8');
const sections = new Map(readSections().map((section) => [section.anchor, section]));

interface Alarm {
  /** Behind the name of the stack, e.g. `-vpn-down`. */
  readonly name: string;
  readonly runbook: string;
}

/** What stands in a template for words that differ: each route and each secret has alarms of its own. */
const KINDS: readonly Readonly<Record<string, string>>[] = [
  { Route: 'internet', Down: 'route-slow', What: 'token' },
  { Route: 'vpn', Down: 'tunnel-down', What: 'bedrock-key' },
];

/** All alarms of the templates, with the runbooks that they name. */
function readAlarms(): readonly Alarm[] {
  const yaml = readdirSync(TEMPLATES).filter((name) => name.endsWith('.yaml'));
  const resources = yaml.flatMap((name) => readFileSync(join(TEMPLATES, name), 'utf8').split(/^ {2}\w+:$/m));
  const alarms = resources.filter((resource) => resource.includes('AlarmName: '));
  const named = alarms.flatMap((resource) => {
    const [, name = ''] = /AlarmName: !Sub \$\{Name\}(\S+)/.exec(resource) ?? [];
    const [, runbook = ''] = /Runbook: docs\/operations\.md#(\S+)/.exec(resource) ?? [];
    return KINDS.map((words) => ({ name: fill(name, words), runbook: fill(runbook, words) }));
  });
  return [...new Map(named.map((alarm) => [alarm.name, alarm])).values()];
}

function fill(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$\{(\w+)\}/g, (_, word: string) => words[word] ?? '');
}

/** What a section says one sees: the ends of names of alarms. */
const alarmsIn = (anchor: string): readonly string[] =>
  codeWordsIn(sections.get(anchor)?.text.split('**It means')[0] ?? '').filter((word) => /^-[a-z]/.test(word));

describe('the runbooks of docs/operations.md', () => {
  it('are these, in this order, behind what to look at first', () => {
    expect([...sections.keys()]).toEqual(['what-to-look-at-first', ...RUNBOOKS]);
  });

  it.each(RUNBOOKS)(
    'say what one sees, what it means, what to do, when it is over and what not to do: %s',
    (anchor) => {
      const parts = [...(sections.get(anchor)?.text ?? '').matchAll(/^\*\*([\w ]+?)(?:\.|\*\*)/gm)].map(
        ([, part]) => part,
      );
      expect(parts).toEqual(['You see', 'It means', 'Do', 'It is over when', 'Do not']);
    },
  );

  it('are there for every alarm, which they name', () => {
    const alarms = readAlarms();
    expect(alarms.length).toBeGreaterThan(25);
    const unnamed = alarms.filter(({ name, runbook }) => !alarmsIn(runbook).some((end) => name.endsWith(end)));
    expect(unnamed).toEqual([]);
  });

  it('name no alarm that does not lead to them', () => {
    const alarms = readAlarms();
    const isThere = (anchor: string, end: string): boolean =>
      alarms.some(({ name, runbook }) => runbook === anchor && name.endsWith(end));
    expect(RUNBOOKS.flatMap((anchor) => alarmsIn(anchor).filter((end) => !isThere(anchor, end)))).toEqual([]);
  });

  it('are there for every link in templates, sources and documents', () => {
    const found = execFileSync(
      'grep',
      ['-rhoE', '--exclude-dir=dist', '--exclude-dir=node_modules', 'operations\\.md#[a-z-]+', 'apps', 'infra', 'libs', 'docs', 'README.md'], // prettier-ignore
      { encoding: 'utf8' },
    );
    const anchors = new Set(found.trim().split('\n').map((link) => link.split('#')[1])); // prettier-ignore
    expect(anchors.size).toBeGreaterThan(5);
    expect([...anchors].filter((anchor = '') => !sections.has(anchor))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('has the exit codes of the command line', () => {
    const rows = readTable(OPERATIONS, 'How commands end').map((row) => [Number(row['exit code']), row['means']]);
    expect(rows).toEqual(Object.values(EXITS).map(({ code, means }) => [code, means]));
  });

  it('marks what needs an account, and nothing else', () => {
    const blocks = [...sections.values()].flatMap((section) => section.blocks);
    const isMarkedWrongly = blocks.filter(
      ({ code, needsAccount }) => needsAccount !== /(?:^|[\s($])(?:aws|field|sam) /m.test(code),
    );
    expect(isMarkedWrongly).toEqual([]);
    expect(text.match(/^```bash\n(?!# account\n)/gm)).toBeNull();
  });

  it('exports what is a variable of the gateway or of the command line', () => {
    const configuration = readFileSync('docs/configuration.md', 'utf8');
    const names = [...text.matchAll(/\b(?:GATEWAY|CTL)_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !configuration.includes(`\`${name}`))).toEqual([]);
  });

  it('types nothing in an account that bash or the stacks would not understand', async () => {
    const outputs = await Promise.all(
      ['infra/govcloud', 'infra/commercial'].map(async (side) => (await readTemplate(`${side}/template.yaml`)).Outputs),
    );
    const known = outputs.flatMap((of) => Object.keys(of ?? {})).map((name) => [`OUTPUT_${name}`, `value-of-${name}`]);
    const blocks = [...sections.values()].flatMap((section) => section.blocks.filter((block) => block.needsAccount));
    expect(blocks.length).toBeGreaterThan(3);
    await using programs = await FakePrograms.install();
    // In one shell, as variables of the first block are for all that follow.
    const typed = [readOperatorsShell(), ...blocks.map(({ code }) => code)].join('\n');
    const env = { PATH: programs.path, ...Object.fromEntries(known) };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    execFileSync('bash', ['-euo', 'pipefail', '-c', typed], { env, cwd: programs.folder, stdio: [...stdio] });
    const calls = await programs.calls();
    expect(calls.map(([, , , verb]) => verb)).toContain('reboot-instances');
    expect(calls.length).toBeGreaterThanOrEqual(10);
  });
});
