import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from '../support/command.js';

const run = promisify(execFile);
const COMMANDS = /^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```)?/gm;

/** What differs from run to run: ids, dates, and nothing else. */
const mask = (text: string): string =>
  text
    .replaceAll('\r', '')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/^Date: .*$/gm, 'Date: <date>')
    .trim();

let folder: string;
let system: Command;
let url: string;
let env: Record<string, string | undefined>;
let commands: { command: string; output: string | undefined }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readme-'));
  system = Command.node('apps/sandbox/dist/main.js', [], { PORT: '0', SANDBOX_FOLDER: folder });
  const printed = async (name: string): Promise<string> =>
    (await system.line(new RegExp(`^${name} `))).slice(name.length).trim();
  url = await printed('Gateway');
  env = { ...process.env, SANDBOX_FOLDER: folder, SWITCHBOARD: await printed('Switchboard') };
  const readme = await readFile('README.md', 'utf8');
  const section = readme.slice(readme.indexOf('## A request on each route'), readme.indexOf('## Endpoints'));
  commands = [...section.matchAll(COMMANDS)].map(([, command = '', output]) => ({ command, output }));
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a block of the README as a person would, in the terminal where the token was taken. */
async function type(command: string): Promise<string> {
  const [takeToken = ''] = commands[0]?.command.split('\n') ?? [];
  const script = command.includes(takeToken) ? command : `${takeToken}\n${command}`;
  const { stdout } = await run('bash', ['-c', script.replaceAll('http://127.0.0.1:3000', url)], { env });
  return stdout;
}

describe('the README', () => {
  it('shows what its requests really answer, and the records they leave', async () => {
    const outputs: string[] = [];
    for (const { command } of commands) outputs.push(await type(command));
    const [internet = '', vpn = '', fallback = '', records = ''] = outputs;

    expect([internet, vpn, fallback].map(mask)).toEqual(commands.slice(0, 3).map(({ output = '' }) => mask(output)));
    expect(JSON.parse(records)).toHaveLength(3);
  }, 60_000);
});
