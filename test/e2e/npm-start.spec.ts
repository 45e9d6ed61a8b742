import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command } from '../support/command.js';
import { HELLO } from '../support/models.js';

const SANDBOX = 'apps/sandbox/dist/main.js';
/** A build from nothing on a busy machine, and two programs to start. */
const START_TIMEOUT_MS = 90_000;
const run = promisify(execFile);

/** What the banner says. */
interface Banner {
  readonly gateway: string;
  readonly docs: string;
  readonly switchboard: string;
  readonly token: string;
  readonly curl: string;
}

async function bannerOf(command: Command): Promise<Banner> {
  const curl = await command.line(/^curl /);
  const fact = async (name: string): Promise<string> =>
    (await command.line(new RegExp(`^${name} `))).slice(name.length).trim();
  return {
    curl,
    gateway: await fact('Gateway'),
    docs: await fact('Swagger UI'),
    switchboard: await fact('Switchboard'),
    token: await fact('Token'),
  };
}

function invoke({ gateway, token }: Banner, path = '/bedrock/invoke'): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${gateway}${path}`, { method: 'POST', headers, body: JSON.stringify(HELLO) });
}

async function orderFault({ switchboard }: Banner, fault: object): Promise<void> {
  const response = await fetch(`${switchboard}/faults`, { method: 'PUT', body: JSON.stringify(fault) });
  expect({ fault, status: response.status, body: await response.text() }).toMatchObject({ status: 200 });
}

let folder: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  env = { PORT: '0', SANDBOX_FOLDER: folder };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('npm start', () => {
  let command: Command;
  let banner: Banner;
  beforeAll(async () => {
    command = Command.npm(['start'], env);
    banner = await bannerOf(command);
  }, START_TIMEOUT_MS);
  afterAll(() => command[Symbol.asyncDispose]());

  it('prints where everything is', async () => {
    expect(banner.gateway).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(banner.docs).toBe(`${banner.gateway}/docs`);
    expect(banner.switchboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(banner.docs)).status).toBe(200);
    expect((await fetch(`${banner.gateway}/health`)).status).toBe(200);
  });

  it('prints a token that the gateway takes', async () => {
    expect((await invoke(banner)).status).toBe(200);
  });

  it('prints a line that works when it is pasted into a shell', async () => {
    const { stdout } = await run('bash', ['-c', banner.curl]);
    expect(stdout).toContain('Echo from us.anthropic.claude-opus-4-1-20250805-v1:0: Hello');
  });

  it.each([
    [{ route: 'vpn', fault: 'down' }, 502],
    [{ route: 'vpn', fault: 'throttle' }, 429],
    [{ route: 'vpn', fault: 'error' }, 500],
    [{ route: 'vpn', fault: 'reset' }, 502],
    [{ route: 'vpn', fault: 'slow', delayMs: 1 }, 200],
    [{ route: 'internet', fault: 'down' }, 200],
    [{ route: 'vpn', fault: 'none', after: 1, delayMs: 1 }, 200],
  ])('takes faults on its switchboard: %j makes a request by the tunnel a %i', async (fault, status) => {
    await orderFault(banner, fault);
    expect((await invoke(banner, '/vpn/bedrock/invoke')).status).toBe(status);
    for (const route of ['internet', 'vpn']) await orderFault(banner, { route, fault: 'none' });
  });

  it('cuts a stream after as many chunks as it is told', async () => {
    await orderFault(banner, { route: 'internet', fault: 'cut', after: 2 });
    const stream = await invoke(banner, '/internet/bedrock/invoke-stream');
    const events = (await stream.text()).split('\n\n').filter((event) => event !== '');
    expect(events.map((event) => event.slice(0, 12))).toEqual(['data: {"type', 'data: {"type', 'event: error']);
    await orderFault(banner, { route: 'internet', fault: 'none' });
  });

  it('refuses a fault that it does not have', async () => {
    const order = { method: 'PUT', body: JSON.stringify({ route: 'vpn', fault: 'earthquake' }) };
    expect((await fetch(`${banner.switchboard}/faults`, order)).status).toBe(400);
  });

  it('and a token made beside it for the same folder is as good as its own', async () => {
    await using token = Command.node('apps/sandbox/dist/token.js', ['--sub', 'beside'], env);
    const { stdout } = await token.ended;
    expect((await invoke({ ...banner, token: stdout.trim() })).status).toBe(200);
  });

  it('does not start a second time on the same folder, and says why in one line', async () => {
    await using second = Command.node(SANDBOX, [], env);
    const end = await second.ended;
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toMatch(/^sandbox: [^\n]* is in use by process \d+[^\n]*\n$/);
    expect((await invoke(banner)).status).toBe(200);
  });

  it('leaves no process behind after Ctrl-C', async () => {
    expect((await command.running()).length).toBeGreaterThanOrEqual(3);
    command.kill('SIGINT', 'group');
    const { stderr } = await command.ended;
    await expect.poll(() => command.running()).toEqual([]);
    expect(stderr).not.toMatch(/Error|ERR!/);
    await expect(fetch(`${banner.gateway}/health`)).rejects.toThrow('fetch failed');
  });
});

describe('the sandbox on a folder that was used before', () => {
  it(
    'knows the tokens of the run before, and takes its gateway along when it is killed',
    async () => {
      await using token = Command.node('apps/sandbox/dist/token.js', ['--sub', 'earlier'], env);
      const { stdout } = await token.ended;
      await using first = Command.node(SANDBOX, [], env);
      const banner = await bannerOf(first);
      expect((await invoke({ ...banner, token: stdout.trim() })).status).toBe(200);
      expect(await first.running()).toHaveLength(2);
      first.kill('SIGKILL', 'itself');
      await first.ended;
      // Its output was closed; the process itself may take a moment longer.
      await expect.poll(() => first.running()).toEqual([]);
      await expect(fetch(`${banner.gateway}/health`)).rejects.toThrow('fetch failed');

      // Nobody could clean up after the killed one; that must not be in the way.
      await using second = Command.node(SANDBOX, [], env);
      expect((await invoke(await bannerOf(second))).status).toBe(200);
      second.kill('SIGINT', 'group');
      expect((await second.ended).exitCode).toBe(0);
      await expect.poll(() => second.running()).toEqual([]);
    },
    START_TIMEOUT_MS,
  );
});
