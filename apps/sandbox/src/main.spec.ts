import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { goodGateway, goodTokenScript } from './testing/fake-gateway.js';

// The entries as users run them: compiled, as processes of their own, with a fake gateway where the real one is.
const repository = join(import.meta.dirname, '../../..');
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sandbox-built-'));
  // The tests' global set-up has compiled it.
  await cp(join(repository, 'apps/sandbox/dist'), join(root, 'apps/sandbox/dist'), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await mkdir(join(root, 'apps/gateway/dist'), { recursive: true });
  await writeFile(join(root, 'apps/gateway/dist/main.js'), goodGateway);
  await writeFile(join(root, 'apps/gateway/dist/token.js'), goodTokenScript);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

type Program = ChildProcessByStdio<null, Readable, Readable>;

function run(entry: 'main' | 'token', folder: string, args: readonly string[] = []): Program {
  // Nothing of this machine's environment may choose what is embedded.
  const env = { PATH: process.env['PATH'], SANDBOX_FOLDER: join(root, folder) };
  const script = join(root, `apps/sandbox/dist/${entry}.js`);
  const program = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void program.kill('SIGKILL'));
  return program;
}

async function exitOf(program: Program): Promise<unknown> {
  return ((await once(program, 'exit')) as unknown[])[0];
}

/** Reads what a program says until it has printed its line of curl. */
async function bannerOf(program: Program): Promise<string> {
  let said = '';
  for await (const chunk of program.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (/^curl .*\n/m.test(said)) return said;
  }
  return said;
}

describe('npm start as a process', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with 0 and without a word on %s', async (signal) => {
    const program = run('main', signal);
    expect(await bannerOf(program)).toContain(
      "curl -sS http://127.0.0.1:3999/bedrock/invoke -H 'Authorization: Bearer ",
    );
    const stderr = text(program.stderr);
    program.kill(signal);
    expect(await exitOf(program)).toBe(0);
    expect(await stderr).toBe('');
  });

  it('says in one line that its folder is taken, and leaves the other one alone', async () => {
    const first = run('main', 'taken');
    await bannerOf(first);
    const second = run('main', 'taken');
    const [code, stderr] = await Promise.all([exitOf(second), text(second.stderr)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sandbox: \S+ is in use by process \d+; .*\n$/);
    expect(first.exitCode).toBeNull();
    first.kill('SIGTERM');
    expect(await exitOf(first)).toBe(0);
  });

  it('can start again on the folder of one that was killed', async () => {
    const killed = run('main', 'killed');
    await bannerOf(killed);
    killed.kill('SIGKILL');
    await exitOf(killed);
    const next = run('main', 'killed');
    expect(await bannerOf(next)).toMatch(/^curl /m);
    next.kill('SIGINT');
    expect(await exitOf(next)).toBe(0);
  });
});

describe('npm run token as a process', () => {
  it('prints the token and nothing else, beside a sandbox that runs', async () => {
    const sandbox = run('main', 'shared');
    await bannerOf(sandbox);
    const program = run('token', 'shared', ['--sub', 'x']);
    const [code, stdout, stderr] = await Promise.all([exitOf(program), text(program.stdout), text(program.stderr)]);
    expect([code, stderr]).toStrictEqual([0, '']);
    expect(stdout).toMatch(/^head\.[\w-]+\.[\w-]+\n$/);
    const seen = Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(seen)).toStrictEqual([['--sub', 'x'], true]);
    sandbox.kill('SIGTERM');
    await exitOf(sandbox);
  });

  it('passes on the exit code and the complaint of the script', async () => {
    const complaint = "process.stderr.write('--sub is missing\\n'); process.exitCode = 64;";
    await writeFile(join(root, 'apps/gateway/dist/token.js'), complaint);
    const program = run('token', 'failing');
    const [code, stdout, stderr] = await Promise.all([exitOf(program), text(program.stdout), text(program.stderr)]);
    expect([code, stdout, stderr]).toStrictEqual([64, '', '--sub is missing\n']);
    await writeFile(join(root, 'apps/gateway/dist/token.js'), goodTokenScript);
  });
});
