import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTemplate } from '../support/cloudformation/read-template.js';
import type { Template } from '../support/cloudformation/template.js';
import { codeWordsIn, readTable } from './read-document.js';

const DOCUMENT = 'docs/deployment.md';
const OPERATORS_PAGES = [DOCUMENT, 'docs/operations.md', 'infra/README.md'];
const SIDES = ['infra/govcloud', 'infra/commercial'];

/** Words of AWS's, and types of errors, that look like names of ours. */
const OF_AWS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AuditUnavailableException',
  'AmazonEC2',
  'DnsEntries',
  'EndpointAccessMode',
  'InvokeComplete',
  'InvokeWithResponseStream',
  'RouteUnavailableException',
  'SecretsManager',
  'Standard',
  'ThrottlingException',
  'TimeToLiveDeletedItemCount',
  'TunnelState',
  'UnknownOperationException',
  'UpstreamException',
]);

let templates: readonly Template[];
beforeAll(async () => {
  const paths = SIDES.flatMap((side) => readdirSync(side).map((name) => join(side, name)));
  templates = await Promise.all(paths.filter((path) => path.endsWith('.yaml')).map(readTemplate));
});

/** Parameters and outputs that operators see, and everything that is deployed. */
async function namesInTemplates(): Promise<ReadonlySet<string>> {
  const outermost = await Promise.all(SIDES.map((side) => readTemplate(`${side}/template.yaml`)));
  const shown = outermost.flatMap(({ Parameters, Outputs }) => Object.keys({ ...Parameters, ...Outputs }));
  return new Set([...shown, ...templates.flatMap(({ Resources }) => Object.keys(Resources))]);
}

/** What a page sets as code, outside of its blocks. */
function codeWords(page: string): readonly string[] {
  return codeWordsIn(readFileSync(page, 'utf8').replaceAll(/^```[^]*?^```$/gm, ''));
}

describe.each(OPERATORS_PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');
  const words = codeWords(page);

  it('names parameters, outputs and resources that the templates have', async () => {
    const known = await namesInTemplates();
    const names = words.flatMap((word) => /^[A-Z][a-z][A-Za-z\d]*$/.exec(word)?.[0] ?? []);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !known.has(name) && !OF_AWS.has(name))).toEqual([]);
  });

  it('asks for outputs that the outermost stacks have', async () => {
    const [govcloud = new Set(), commercial = new Set()] = await Promise.all(
      SIDES.map(async (side) => new Set(Object.keys((await readTemplate(`${side}/template.yaml`)).Outputs ?? {}))),
    );
    const asked = [...text.matchAll(/field (govcloud|commercial) "\$\w+" "?([A-Za-z]+)/g)];
    expect(asked.length).toBeGreaterThan(2);
    const missing = asked.filter(([, side, name = '']) => !(side === 'govcloud' ? govcloud : commercial).has(name));
    expect(missing.map(([match]) => match)).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const paths = words.flatMap(
      (word) => /^(?:npx vitest run )?((?:docs|infra|test|tools)\/[\w./-]+)$/.exec(word)?.[1] ?? [],
    );
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('has no block that bash cannot read', () => {
    const blocks = [...text.matchAll(/^```(?:sh|bash)\n([^]*?)^```$/gm)].map(([, code = '']) => code);
    expect(blocks.length).toBeGreaterThan(5);
    for (const code of blocks) execFileSync('bash', ['-n'], { input: code, stdio: ['pipe', 'ignore', 'pipe'] });
  });
});

describe('docs/deployment.md', () => {
  const text = readFileSync(DOCUMENT, 'utf8');

  it('names no word as AWS’s that it does not use', () => {
    const used = new Set(OPERATORS_PAGES.flatMap(codeWords));
    expect([...OF_AWS].filter((word) => !used.has(word))).toEqual([]);
  });

  it('names the variables that the configuration page has', () => {
    const configuration = readFileSync('docs/configuration.md', 'utf8');
    const variables = [...text.matchAll(/\bGATEWAY_[A-Z_]+/g)].map(([name]) => name);
    expect(variables.length).toBeGreaterThan(3);
    expect(variables.filter((name) => !configuration.includes(`\`${name}\``))).toEqual([]);
  });

  it('lists exactly what outlives its stack', async () => {
    const kept = readTable(DOCUMENT, 'Taking it down').map(({ kept = '' }) => codeWordsIn(kept).toSorted());
    const retained = SIDES.map(async (side) => {
      const { Resources } = await readTemplate(`${side}/template.yaml`);
      const names = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
      return names.map(([name]) => name).toSorted();
    });
    expect(kept).toEqual(await Promise.all(retained));
    const nested = templates.filter(({ Outputs }) => Outputs?.['ApiUrl'] === undefined);
    expect(JSON.stringify(nested).match(/"DeletionPolicy":"Retain"/g)).toHaveLength(1);
  });

  it('adds the steps’ times up', () => {
    const times = readTable(DOCUMENT, 'From two empty accounts to the first request').map((row) =>
      Number.parseInt(row['expected time'] ?? '', 10),
    );
    expect(times.slice(0, -1).reduce((sum, minutes) => sum + minutes, 0)).toBe(times.at(-1));
  });

  it('says how much concurrency the defaults take', async () => {
    const { Parameters = {} } = await readTemplate('infra/govcloud/template.yaml');
    const names = ['InternetConcurrency', 'VpnConcurrency', 'AuthorizerConcurrency'];
    const reserved = names.map((name) => Number(Parameters[name]?.Default));
    const [row] = readTable(DOCUMENT, 'Quotas to look at first');
    expect(row?.['needed']).toContain(names.map((name, at) => `\`${name}\` ${reserved[at]}`).join(', '));
    // Lambda keeps 100 for functions that reserve nothing. Source: Lambda developer guide, reserved concurrency.
    expect(row?.['needed']).toContain(`${reserved.reduce((sum, one) => sum + one, 100)}:`);
  });

  it('says the limits that the template sets', async () => {
    const { Mappings, Resources } = await readTemplate('infra/govcloud/template.yaml');
    const { STREAM, BUFFERED } = Mappings?.['Transfer'] ?? {};
    const limits = readTable(DOCUMENT, 'Limits in a deployment')
      .map(({ limit = '' }) => limit)
      .join('\n');
    expect(limits).toContain(`after ${Number(STREAM?.['RequestTimeoutMs']) / 1000} s`);
    expect(limits).toContain(`\`BUFFERED\`: ${Number(BUFFERED?.['RequestTimeoutMs']) / 1000} s`);
    const [, bytes] = /"GATEWAY_MAX_BODY_BYTES":"(\d+)"/.exec(JSON.stringify(Resources)) ?? [];
    expect(limits).toContain(`request body: ${Number(bytes) / 1_000_000} MB`);
    const [, seconds] = /"authorizerResultTtlInSeconds":(\d+)/.exec(JSON.stringify(Resources)) ?? [];
    expect(limits).toContain(`authorizer counts for ${seconds} s`);
  });
});
