import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { startSystem, type System } from '../support/system.js';
import { ctl, type CtlEnd, type CtlOptions } from './ctl-in-process.js';

const MODEL = 'us.amazon.nova-lite-v1:0';

let system: System;
let log: CapturedOutput;
beforeAll(async () => {
  log = captureOutput();
  system = await startSystem();
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  log[Symbol.dispose]();
});

const run = (args: readonly string[], options?: CtlOptions): Promise<CtlEnd> => ctl(system, args, options);

describe('ctl status', () => {
  it('shows both routes and both stores, and is done when all are up', async () => {
    const { stdout, stderr, exitCode } = await run(['status']);
    expect(stdout).toMatch(/^gateway 0\.1\.0, attached to both, \d+ requests in flight\n/);
    for (const name of ['internet', 'vpn', 'audit', 'secrets'])
      expect(stdout).toMatch(new RegExp(`^${name} +up `, 'm'));
    expect([stderr, exitCode]).toEqual(['', 0]);
  });

  it('gives one document, and exit code 1, where a route is down', async () => {
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    await run(['invoke', MODEL, '--route', 'vpn', 'hello']);
    const { documents, exitCode } = await run(['status', '--json']);
    await system.sandbox.faults.clear();
    expect(documents).toMatchObject([{ routes: { vpn: { state: 'down' } } }]);
    expect(exitCode).toBe(1);
  });

  it('ends as Ctrl-C ends programs while it watches', async () => {
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 100);
    const { exitCode } = await run(['status', '--watch', '--json'], { interrupted: interruption.signal });
    expect(exitCode).toBe(130);
  });
});

describe('ctl invoke', () => {
  it.each([
    ['auto', 'internet'],
    ['internet', 'internet'],
    ['vpn', 'vpn'],
  ])('asks by the route %s, and prints the answer and nothing else', async (route, answered) => {
    const { stdout, stderr, exitCode } = await run(['invoke', MODEL, '--route', route, 'What is a tunnel?']);
    expect(stdout).toMatch(/^Echo from us\.amazon\.nova-lite-v1:0: What is a tunnel\? \[\w+\]\n$/);
    expect(stderr).toMatch(new RegExp(`^route ${answered}, tried ${answered}:ok, \\d+ ms, request [0-9a-f-]{36}\n$`));
    expect(exitCode).toBe(0);
  });

  it('streams, as text and as events', async () => {
    const words = await run(['invoke', MODEL, '--stream', '-'], { input: 'What is a tunnel?\n' });
    expect(words.stdout).toMatch(/^Echo from us\.amazon\.nova-lite-v1:0: What is a tunnel\?/);
    const { documents } = await run(['invoke', MODEL, '--stream', '--json', 'Hello']);
    expect(documents.map((event) => Object.keys(event)[0])).toEqual(
      expect.arrayContaining(['messageStart', 'contentBlockDelta', 'messageStop', 'metadata']),
    );
  });

  it.each([
    [['invoke', 'a b', 'Hello'], 2, 'MODEL is no model id, profile id or ARN'],
    [['invoke', MODEL, ' '], 2, 'PROMPT is empty'],
    [['invoke', MODEL, 'Hello', '--class', 'cui', '--route', 'internet'], 3, 'The gateway does not allow it'],
    [['invoke', 'us.amazon.no-such-model-v1:0', 'Hello'], 1, 'The gateway answers 404 ResourceNotFoundException'],
  ] as const)('says what is wrong with %j', async (args, code, words) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toContain(`ctl: ${words}`);
    expect(stderr).toContain('next: ');
  });

  it('does not take an answer that broke off for one', async () => {
    await system.sandbox.faults.set('internet', { fault: 'cut', times: 1 });
    const { exitCode, stderr } = await run(['invoke', MODEL, '--stream', '--route', 'internet', 'Hello']);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('ctl: The answer broke off');
    await system.sandbox.faults.clear();
  });
});

describe('the other verbs', () => {
  it('list the models that may be called', async () => {
    const { documents } = await run(['models', '--provider', 'amazon', '--json']);
    const { models } = documents[0] as { readonly models: readonly { modelId: string; provider: string }[] };
    expect(models.map(({ modelId }) => modelId)).toContain('amazon.nova-lite-v1:0');
    expect(new Set(models.map(({ provider }) => provider))).toEqual(new Set(['Amazon']));
  });

  it('compare the routes, and say how many calls that would take', async () => {
    const { documents } = await run(['compare-routes', '--rounds', '5', '--json']);
    expect(documents).toMatchObject([
      {
        rounds: 5,
        pairs: 5,
        routes: [
          { route: 'internet', calls: 5, failures: {} },
          { route: 'vpn', calls: 5 },
        ],
      },
    ]);
    expect((await run(['compare-routes', '--rounds', '5', '--dry-run', '--json'])).documents).toEqual([
      { dryRun: true, calls: 14, model: MODEL },
    ]);
  });

  it('issue a token and inspect it', async () => {
    const { documents } = await run(['token', 'issue', '--sub', 'alice', '--permissions', 'audit:read', '--json']);
    const { token } = documents[0] as { readonly token: string };
    const inspected = await run(['token', 'inspect', '-'], { input: `${token}\n` });
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      verdict: 'valid',
      claims: { sub: 'alice', permissions: ['audit:read'] },
    });
    const bad = await run(['token', 'inspect'], { input: 'nothing\n' });
    expect([bad.exitCode, JSON.parse(bad.stdout)]).toMatchObject([3, { verdict: 'malformed' }]);
  });

  it('say who is not granted what', async () => {
    const token = await system.token({ permissions: ['bedrock:invoke'] });
    const { exitCode, stderr } = await run(['status'], { env: { CTL_TOKEN: token } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('next: ctl token issue with the permission');
  });

  it('write a report that only its owner can read, once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'report-'));
    const path = join(folder, 'incident.json');
    expect((await run(['report', '--out', path])).exitCode).toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const report = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(['createdAt', 'versions', 'environment', 'status', 'doctor', 'refusals']);
    expect(report['environment']).toMatchObject({
      AWS_SECRET_ACCESS_KEY: 'set',
      AWS_REGION: { value: 'us-gov-west-1' },
    });
    expect((await run(['report', '--out', path])).stderr).toContain('ctl: The file of --out is there already');
    await rm(folder, { recursive: true });
  });

  it('show what a revocation would do without doing it', async () => {
    const { documents } = await run(['token', 'revoke', '--jti', 'some-token', '--dry-run']);
    expect(documents).toEqual([{ dryRun: true, wouldRevoke: { jti: 'some-token' } }]);
    const none = await run(['token', 'revoke', '--dry-run']);
    expect(none.exitCode).toBe(2);
  });
});

describe('the command line', () => {
  it('suggests the verb that was meant', async () => {
    const { exitCode, stdout, stderr } = await run(['stauts']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain("error: unknown command 'stauts'\n(Did you mean status?)");
  });

  it('gives scripts what went wrong as a document', async () => {
    const { documents, exitCode } = await run(['status', '--url', 'http://example.com', '--json']);
    expect(documents).toEqual([
      {
        error: {
          exitCode: 2,
          kind: 'usage',
          message: '--url must use https: plain http is for loopback addresses only',
        },
      },
    ]);
    expect(exitCode).toBe(2);
    expect((await run(['stauts', '--json'])).documents).toMatchObject([{ error: { exitCode: 2, kind: 'usage' } }]);
  });

  it('refuses what is half of a configuration of its own', async () => {
    const { exitCode, stderr } = await run(['status'], { env: { CTL_TOKEN: 'nonsense', CTL_MODLE: 'x' } });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('CTL_TOKEN must be a token: three parts with dots between them');
    expect(stderr).toContain('CTL_MODLE is not a variable of the command line');
    expect(stderr).not.toContain('nonsense');
  });
});
