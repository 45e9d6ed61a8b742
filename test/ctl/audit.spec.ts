import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { ctl, type CtlEnd, type CtlOptions } from './ctl-in-process.js';
import { serveOnce, type ServedOnce } from './serve-once.js';

/** A gateway of which only the audit is there, so that pages can be chosen. */
let gateway: ServedOnce;
let sandbox: Sandbox;
let asked: URL[] = [];
let answer: (url: URL, response: ServerResponse) => void;

beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await serveOnce(
    createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://gateway');
      asked.push(url);
      response.setHeader('x-request-id', '01a2073c-3bc9-75ce-8691-f68f7d047319');
      answer(url, response);
    }),
  );
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await sandbox.close();
});
beforeEach(() => {
  asked = [];
});

const NOW = Date.UTC(2026, 0, 31, 12);
const run = (args: readonly string[], options?: CtlOptions): Promise<CtlEnd> => ctl({ url: gateway.url, sandbox }, args, { nowEpochMs: () => NOW, env: { CTL_TOKEN: 'a.b.c' }, ...options }); // prettier-ignore
const record = (requestId: string): object => ({ requestId, timestamp: '2026-01-31T11:00:00.000Z', subject: 'alice', statusCode: 200, outcome: 'complete' }); // prettier-ignore

describe('ctl audit query', () => {
  it('reads on while there is a cursor, over short and empty pages', async () => {
    const pages = new Map([
      [null, { requests: [record('r1')], nextCursor: 'c1' }],
      ['c1', { requests: [], nextCursor: 'c2' }],
      ['c2', { requests: [record('r2'), record('r3')] }],
    ]);
    answer = (url, response) => response.end(JSON.stringify(pages.get(url.searchParams.get('cursor'))));
    const { documents, exitCode } = await run(['audit', 'query', '--caller', 'alice', '--from', '6h', '--json']);
    expect(documents.map(({ requestId }) => requestId)).toEqual(['r1', 'r2', 'r3']);
    expect(asked.map(({ search }) => search)).toEqual([
      '?from=2026-01-31T06%3A00%3A00.000Z&caller=alice&limit=50',
      '?from=2026-01-31T06%3A00%3A00.000Z&caller=alice&limit=49&cursor=c1',
      '?from=2026-01-31T06%3A00%3A00.000Z&caller=alice&limit=49&cursor=c2',
    ]);
    expect(exitCode).toBe(0);
  });

  it('stops at its limit', async () => {
    answer = (_, response) => response.end(JSON.stringify({ requests: [record('r1'), record('r2')], nextCursor: 'c' }));
    const { stdout } = await run(['audit', 'query', '--limit', '3']);
    expect(stdout.match(/^2026-01-31T11/gm)).toHaveLength(3);
    expect(asked).toHaveLength(2);
  });

  it('shows nothing that a terminal would act on', async () => {
    answer = (_, response) =>
      response.end(JSON.stringify({ requests: [{ ...record('r1'), subject: '\u001b[2Jx\ny' }] }));
    expect((await run(['audit', 'query'])).stdout).toContain('\u{fffd}[2Jx y');
  });

  it('passes on why the gateway refuses, in one line', async () => {
    answer = (_, response) => {
      const error = { type: 'ValidationException', message: 'to: the window is 31 days at most' };
      response.writeHead(400).end(JSON.stringify({ error }));
    };
    const { exitCode, stderr } = await run(['audit', 'query', '--from', '365d']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^ctl: The gateway answers 400 ValidationException: to: the window is 31 days at most; request \S+\n/,
    );
  });

  it.each([
    [['audit', 'query', '--from', 'yesterday'], '--from takes e.g. 2026-01-31T12:00:00Z'],
    [['audit', 'query', '--limit', '0'], '--limit takes a whole number from 1 to 100000.'],
    [['audit', 'query', '--outcome', 'well'], 'Allowed choices are started, complete,'],
    [['audit', 'show', '../status'], 'ID is no X-Request-ID'],
  ])('asks nothing for %j', async (args, words) => {
    const { exitCode, stderr } = await run(args);
    expect([exitCode, asked]).toEqual([2, []]);
    expect(stderr).toContain(words);
  });
});

describe('ctl audit export', () => {
  it('passes the bytes on as they are', async () => {
    const csv = 'requestId,subject\r\nr1,"a ""b"""\r\n';
    answer = (_, response) => response.end(csv);
    expect((await run(['audit', 'export', '--format', 'csv', '--route', 'vpn'])).stdout).toBe(csv);
    expect(asked[0]?.search).toBe('?route=vpn&format=csv');
  });

  it('does not take half of it for all', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"requestId":"r1"}\n', () => response.destroy());
    };
    const { exitCode, stderr } = await run(['audit', 'export']);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('ctl: The answer broke off before its end');
  });
});

describe('ctl audit usage', () => {
  it('asks for today unless it is told otherwise, and shows no cost where there is no price', async () => {
    const row = { day: '2026-01-31', model: 'm', requests: 2, errors: 1, inputTokens: 3, outputTokens: 4, cacheReadTokens: 0, cacheWriteTokens: 0 }; // prettier-ignore
    answer = (_, response) => response.end(JSON.stringify({ usage: [row, { ...row, estimatedCostUsd: 1.5 }], source: 'counters' })); // prettier-ignore
    const { stdout } = await run(['audit', 'usage']);
    expect(asked[0]?.search).toBe('?from=2026-01-31&to=2026-01-31');
    expect(stdout).toMatch(/^2026-01-31  m .* no price$/m);
    expect(stdout).toMatch(/^2026-01-31  m .* 1\.5000$/m);
    expect(stdout).toContain('from the counters\n');
  });
});

describe('ctl audit replay', () => {
  it('counts a log without writing anything', async () => {
    const { exitCode, stderr } = await run(['audit', 'replay', '-', '--dry-run'], { input: 'no record\n' });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('dry run: records are counted, and nothing is written\n');
  });

  it('says that there is no such file', async () => {
    expect((await run(['audit', 'replay', '/no/such/file'])).exitCode).toBe(5);
  });
});

describe('ctl audit recount', () => {
  it.each([
    [{}, 'GATEWAY_USAGE_TABLE is not set: there are no counters'],
    [{ GATEWAY_AUDIT_MODE: 'x' }, 'GATEWAY_AUDIT_MODE must be strict or available'],
  ])('says what is missing in %j', async (env, words) => {
    const { exitCode, stderr } = await run(['audit', 'recount', '2026-01-30'], { env });
    expect(exitCode).toBe(5);
    expect(stderr).toContain(words);
  });

  it('changes nothing in a dry run', async () => {
    const env = { GATEWAY_USAGE_TABLE: 'usage' };
    const { documents } = await run(['audit', 'recount', '1d', '--dry-run', '--json'], { env });
    expect(documents).toEqual([{ dryRun: true, day: '2026-01-30' }]);
  });
});
