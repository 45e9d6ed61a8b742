import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmStart, type RunningStart } from '../docs/npm-start.js';
import { Command } from '../support/command.js';

const CTL = 'apps/sandbox/dist/ctl.js';

let running: RunningStart;
beforeAll(async () => {
  running = await npmStart();
}, 60_000);
afterAll(() => running[Symbol.asyncDispose]());

describe('ctl beside npm start', () => {
  it('finds gateway, stores and a token with nothing configured', async () => {
    await using command = Command.node(CTL, ['doctor', '--json'], running.environment);
    const { exitCode, stdout, stderr } = await command.ended;
    const states = stdout.split('\n').filter(Boolean).map((line) => (JSON.parse(line) as { state: string }).state); // prettier-ignore
    expect(states.filter((state) => state !== 'ok')).toEqual(['skipped']);
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('is told by a file that only its owner can read, and that holds nothing secret', async () => {
    const path = join(running.environment['SANDBOX_FOLDER'] ?? '', 'running.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const told = JSON.parse(await readFile(path, 'utf8')) as { gatewayUrl: string; variables: object };
    expect(told.gatewayUrl).toBe(running.gatewayUrl);
    expect(
      Object.keys(told.variables).filter((name) => !/^(GATEWAY_|AWS_REGION$|AWS_ENDPOINT_URL)/.test(name)),
    ).toEqual([]);
  });

  it('passes on the exit code and the words of a mistake', async () => {
    await using command = Command.node(CTL, ['stauts'], running.environment);
    const { exitCode, stdout, stderr } = await command.ended;
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('(Did you mean status?)');
  });

  it('ends without a word when nobody reads its output any more', async () => {
    // The first line is read, and the pipe closed while the next is written.
    const line = `"${process.execPath}" ${CTL} status --watch --every 1 --json | head -n 1; echo "\${PIPESTATUS[0]}"`;
    await using command = Command.bash(line, running.environment);
    const { stdout, stderr } = await command.ended;
    const [status = '', exitCode] = stdout.trim().split('\n');
    expect(JSON.parse(status)).toMatchObject({ version: '0.1.0' });
    expect([exitCode, stderr]).toEqual(['141', '']);
  });

  it.each(['group', 'itself'] as const)('ends in order on Ctrl-C that reaches %s', async (whom) => {
    await using command = Command.node(CTL, ['status', '--watch', '--json'], running.environment);
    await command.line(/"version"/);
    command.kill(whom === 'group' ? 'SIGINT' : 'SIGTERM', whom);
    expect(await command.ended).toMatchObject({ exitCode: 130, stderr: '' });
    expect(await command.running()).toEqual([]);
  });

  it('ends at once on Ctrl-C while it waits for an answer', async () => {
    const hang = { route: 'internet', fault: 'stall' };
    await fetch(`${running.switchboardUrl}/faults`, { method: 'PUT', body: JSON.stringify(hang) });
    await fetch(`${running.switchboardUrl}/requests`, { method: 'DELETE' });
    const model = 'us.amazon.nova-lite-v1:0';
    await using command = Command.node(CTL, ['invoke', model, '--route', 'internet', 'Hello'], running.environment);
    const requests = async (): Promise<string> =>
      (await fetch(`${running.switchboardUrl}/requests?route=internet`)).text();
    await expect.poll(async () => (await requests()).includes(model), { timeout: 10_000 }).toBe(true);
    command.kill('SIGINT', 'group');
    expect(await command.ended).toMatchObject({ exitCode: 130, stdout: '', stderr: '' });
    await fetch(`${running.switchboardUrl}/faults`, { method: 'PUT', body: '{"route":"internet","fault":"none"}' });
  });

  it('completes its words in bash', async () => {
    const script = `source <("${process.execPath}" ${CTL} completion bash); COMP_WORDS=(ctl token ''); COMP_CWORD=2; _ctl; echo "\${COMPREPLY[@]}"`;
    await using command = Command.bash(script, running.environment);
    expect((await command.ended).stdout).toMatch(/^issue inspect revoke --/);
  });
});

describe('ctl with nothing beside it', () => {
  it('issues a token of the sandbox, and says that there is no gateway', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-'));
    const env = { SANDBOX_FOLDER: folder, PORT: '1' };
    await using issue = Command.node(CTL, ['token', 'issue', '--sub', 'x'], env);
    expect((await issue.ended).stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    await using status = Command.node(CTL, ['status', '--url', 'http://127.0.0.1:2'], env);
    const { exitCode, stderr } = await status.ended;
    expect([exitCode, stderr]).toEqual([
      4,
      'ctl: No gateway answers at http://127.0.0.1:2: the connection is refused: nothing listens there\nnext: npm start, or check --url or CTL_GATEWAY_URL\n',
    ]);
    await rm(folder, { recursive: true });
  });

  it.each(['doctor', 'status'])('names in %s that there are no credentials', async (verb) => {
    const path = join(running.environment['SANDBOX_FOLDER'] ?? '', 'running.json');
    const { variables } = JSON.parse(await readFile(path, 'utf8')) as { variables: Record<string, string> };
    const env = { ...variables, CTL_GATEWAY_URL: running.gatewayUrl, AWS_EC2_METADATA_DISABLED: 'true' };
    await using command = Command.node('apps/gateway/dist/ctl.js', [verb], env);
    const { exitCode, stdout, stderr } = await command.ended;
    const first = `${stdout}${stderr}`.split('\n').find((line) => /^(failed|ctl:)/.test(line));
    expect(first).toMatch(/^(failed +token secret +|ctl: No token can be signed: )there are no credentials of AWS$/);
    expect(exitCode).toBe(verb === 'doctor' ? 1 : 5);
  });

  it('needs nothing of the sandbox', async () => {
    await using command = Command.node('apps/gateway/dist/ctl.js', ['status'], {});
    const { exitCode, stderr } = await command.ended;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('ctl: There is no token: CTL_TOKEN is not set');
  });
});
