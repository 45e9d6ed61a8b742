import { PassThrough, Readable } from 'node:stream';
import type { Command } from 'commander';
import { SecretsManagerSecretReader, SecretsManagerSecretVersions } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { buildCommandTree } from './command-tree.js';
import { EXITS } from './exit-codes.js';
import { Terminal } from './terminal/terminal.js';

const streams = { input: Readable.from([]), output: new PassThrough(), words: new PassThrough() };
const program = buildCommandTree({
  around: {
    env: {},
    terminal: new Terminal(streams, false),
    interrupted: new AbortController().signal,
    nowEpochMs: Date.now,
    createReader: () => new SecretsManagerSecretReader(),
    createVersions: () => new SecretsManagerSecretVersions(),
  },
  conclude: () => undefined,
});

/** Verbs that do something, by their paths. */
function verbsOf(command: Command, path: string): readonly (readonly [path: string, verb: Command])[] {
  if (command.commands.length === 0) return [[path, command]];
  return command.commands.flatMap((child) => verbsOf(child, `${path} ${child.name()}`));
}

const VERBS = verbsOf(program, 'ctl');

/** The help as it is printed, with the texts behind it. */
function helpOf(command: Command): string {
  streams.output.read();
  command.outputHelp();
  return String(streams.output.read());
}

/** Verbs that change something, here or at AWS. */
const CHANGING = [
  'ctl traffic shift',
  'ctl traffic rollback',
  'ctl audit replay',
  'ctl audit recount',
  'ctl token revoke',
  'ctl secrets put',
  'ctl secrets rotate',
];

describe('the command tree', () => {
  it.each(VERBS)('%s says what it does, with an example that begins as it does', (path, verb) => {
    const help = helpOf(verb);
    expect(verb.summary()).not.toBe('');
    expect(help).toContain(`Examples:\n  $ ${path}`);
    expect(help).toContain('--json');
  });

  it.each(CHANGING)('%s can be tried without changing anything', (path) => {
    const [, verb] = VERBS.find(([name]) => name === path) ?? [];
    expect(verb?.options.map(({ long }) => long)).toContain('--dry-run');
  });

  it('lists every exit code in its help, each of them once', () => {
    const help = helpOf(program);
    for (const { code, means } of Object.values(EXITS)) expect(help).toMatch(new RegExp(`^  ${code} +${means}$`, 'm'));
    expect(new Set(Object.values(EXITS).map(({ code }) => code)).size).toBe(Object.keys(EXITS).length);
  });
});
