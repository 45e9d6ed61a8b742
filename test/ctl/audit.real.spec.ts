import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { startSystem, type System } from '../support/system.js';
import { ctl, type CtlEnd, type CtlOptions } from './ctl-in-process.js';

const MODEL = 'us.amazon.nova-lite-v1:0';
const TABLE = { GATEWAY_USAGE_TABLE: 'usage-of-models' };

let system: System;
let log: CapturedOutput;
beforeAll(async () => {
  log = captureOutput();
  system = await startSystem({ env: TABLE });
  await run(['invoke', MODEL, '--route', 'vpn', 'Hello']);
  await system.records();
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  log[Symbol.dispose]();
});

const run = (args: readonly string[], { env = {}, ...options }: CtlOptions = {}): Promise<CtlEnd> =>
  ctl(system, args, { ...options, env: { ...TABLE, ...env } });

describe('ctl audit, against a gateway,', () => {
  it('finds what was asked a moment ago, and shows all of it', async () => {
    const { documents } = await run(['audit', 'query', '--model', MODEL, '--from', '1h', '--json']);
    expect(documents).toMatchObject([{ subject: 'ctl', operation: 'Converse', routingMethod: 'vpn', statusCode: 200 }]);
    const shown = await run(['audit', 'show', String(documents[0]?.['requestId'])]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ attempts: [{ route: 'vpn', outcome: 'ok' }] });
    const words = await run(['audit', 'query', '--model', MODEL]);
    expect(words.stdout).toMatch(/^timestamp +requestId +subject .*\n\S+Z +[0-9a-f-]{36} +ctl +Converse /);
  });

  it('exports it, in both forms', async () => {
    const lines = await run(['audit', 'export', '--model', MODEL]);
    expect(lines.documents).toMatchObject([{ modelId: MODEL }]);
    const csv = await run(['audit', 'export', '--model', MODEL, '--format', 'csv']);
    expect(csv.stdout.split('\r\n')).toHaveLength(3);
  });

  it('sums it up', async () => {
    await expect
      .poll(async () => (await run(['audit', 'usage', '--json'])).documents)
      .toMatchObject([{ usage: [{ model: MODEL, route: 'vpn', requests: 1 }], source: 'counters' }]);
  });

  it('says why a year is too much', async () => {
    const { exitCode, stderr } = await run(['audit', 'query', '--from', '365d']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ctl: The gateway answers 400 ValidationException: .*31 days/);
  });

  it('counts no day again that is not over', async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(await run(['audit', 'recount', today])).toMatchObject({ exitCode: 1 });
    const { documents } = await run(['audit', 'recount', '2d', '--json']);
    expect(documents).toMatchObject([{ requests: 0, added: 0 }]);
  });

  it('says that the store cannot be reached, where it has to reach it itself', async () => {
    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    const { exitCode, stderr } = await run(['audit', 'recount', '2d']);
    await system.sandbox.faults.clear();
    expect(exitCode).toBe(6);
    expect(stderr).toContain('ctl: The day is not counted: ');
  });

  it('is refused to a token that does not grant it', async () => {
    const token = await system.token({ permissions: ['status:read'] });
    expect((await run(['audit', 'query'], { env: { CTL_TOKEN: token } })).exitCode).toBe(3);
  });

  it('has no answer for a token of another secret', async () => {
    const { exitCode, stderr } = await run(['audit', 'usage'], { env: { CTL_TOKEN: 'a.b.c' } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('ctl: The gateway does not take the token');
  });
});

describe('the verbs, where something fails,', () => {
  it('compare no routes of which one is down, and say so', async () => {
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const { exitCode, stdout } = await run(['compare-routes', '--rounds', '5']);
    await system.sandbox.faults.clear();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^vpn +5 +\d x 50[23] \w+Exception/m);
    expect(stdout).toContain('Too few calls came through on both routes to compare them: ctl doctor.');
  });

  it('report what is known of a gateway that is down', async () => {
    const { exitCode, stdout } = await run(['report', '--url', 'http://127.0.0.1:2']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: { problem: 'No gateway answers at http://127.0.0.1:2: the connection is refused: nothing listens there' },
      refusals: { problem: expect.stringMatching(/^No gateway answers/) as string },
    });
  });

  it('print no documents of an identity without credentials or with half a command line', async () => {
    const issuer = ['identity', 'documents', '--issuer', 'http://plain.example', '--key', 'alias/x'];
    expect((await run(issuer)).exitCode).toBe(2);
    expect((await run(issuer.slice(0, 4))).stderr).toContain("required option '--key <id...>' not specified");
  });
});
