import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { Command, type CommandEnd } from '../support/command.js';
import { EMBEDDED_DYNAMODB_ENV, startEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../support/embedded-dynamodb.js';
import { countsOf, REPLAY, replayLog } from './replay-log.js';

/** Stands in every log, and must not be repeated. */
const SUBJECT = 'somebody-4711';

let dynamoDb: EmbeddedDynamoDb;
/** A table of each test's own. */
let table: string;
let tables = 0;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
});
beforeEach(() => {
  table = `records-${(tables += 1)}`;
});
afterAll(() => dynamoDb.close());

const recordOf = (number: number, outcome: string) => ({
  requestId: `request-${number}`,
  timestamp: '2026-03-04T05:06:07.089Z',
  subject: SUBJECT,
  outcome,
});
const lineOf = (phase: string, record: object): string => JSON.stringify({ marker: 'audit.spill', phase, record });
const start = (number: number): string => lineOf('start', recordOf(number, 'started'));
const finish = (number: number, outcome = 'complete'): string => lineOf('finish', recordOf(number, outcome));

/** What the command needs, and nothing else; and leave to make the table. */
const environment = (): Record<string, string> => ({
  ...EMBEDDED_DYNAMODB_ENV,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
  GATEWAY_AUDIT_TABLE: table,
  GATEWAY_AUDIT_CREATE_TABLE: 'true',
});

const replay = (log: string | Buffer): Promise<CommandEnd> => replayLog(log, environment());

const stored = (): Promise<StoredRecord[]> => readAuditRecords(dynamoDb.url, table);

describe('npm run audit:replay, given something wrong', () => {
  it.each([
    [[], 'audit-replay: takes one FILE, or - for the standard input\n'],
    [[join(tmpdir(), 'no', SUBJECT)], 'audit-replay: The log cannot be read: ENOENT\n'],
  ])('says in one line what is wrong with %j', async (args, stderr) => {
    await using command = Command.node(REPLAY, args, environment());
    expect(await command.ended).toMatchObject({ exitCode: 2, stderr });
  });

  it('refuses to start with a name that is misspelt', async () => {
    const { exitCode, stdout, stderr } = await replayLog(start(1), { ...environment(), GATEWAY_AUDIT_TABEL: SUBJECT });
    const problem = 'GATEWAY_AUDIT_TABEL is not a variable of the replay';
    expect([exitCode, stdout, stderr]).toEqual([2, '', `audit-replay: The configuration is not valid: ${problem}\n`]);
  });

  it('puts in what it can, and names the lines that it cannot, by number alone', async () => {
    const nameless = lineOf('start', { ...recordOf(2, 'started'), requestId: '' });
    const end = await replay([start(1).slice(0, -20), 'listening', nameless, finish(3)].join('\n'));
    expect([end.exitCode, countsOf(end)]).toEqual([1, [4, 1, 0, 1, 1, 0]]);
    expect(end.stderr).toContain('audit-replay: line 1: marked audit.spill, but cannot be read\n');
    expect(end.stderr).toContain('audit-replay: line 3: the table did not take it (rejected)\n');
    expect(`${end.stdout}${end.stderr}`).not.toContain(SUBJECT);
    expect(await stored()).toMatchObject([{ requestId: 'request-3', outcome: 'complete' }]);
  });

  it('stops at a table that is not to be had, and says to run it again', async () => {
    const nowhere = { ...environment(), AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' };
    const end = await replayLog(`${finish(1)}\n${start(1)}\n`, nowhere);
    expect([end.exitCode, countsOf(end)]).toEqual([1, [2, 0, 0, 0, 0, 2]]);
    expect(end.stderr).toContain('audit-replay: line 1: the table did not take it (unreachable)\n');
    expect(end.stderr).toContain('run it again');
  });

  it('tries again when the table throttles, and when an answer of it is lost', async () => {
    await replay(start(1));
    const before = dynamoDb.operations.length;
    dynamoDb.failNext('PutItem', 'ProvisionedThroughputExceededException');
    dynamoDb.loseNextAnswerOf('PutItem');
    expect(await replay(finish(1))).toMatchObject({ exitCode: 0, stderr: '' });
    expect(dynamoDb.operations.slice(before).filter((name) => name === 'PutItem')).toHaveLength(3);
    expect(await stored()).toMatchObject([{ requestId: 'request-1', outcome: 'complete' }]);
  });
});

describe('npm run audit:replay', () => {
  const LINES = [finish(1, 'partial'), start(1), 'listening', start(2), `2026-03-04T05:06:07.089Z ${finish(3)}`];
  const RECORDS = [recordOf(1, 'partial'), recordOf(2, 'started'), recordOf(3, 'complete')];

  it('puts in each record once, in any order, and changes nothing when it runs again', async () => {
    expect(await replay(LINES.join('\n'))).toMatchObject({ exitCode: 0, stderr: '' });
    const before = await stored();
    expect(before).toMatchObject(RECORDS);
    const again = await replay(LINES.toReversed().join('\n'));
    expect([again.exitCode, countsOf(again)]).toEqual([0, [5, 0, 4, 0, 0, 0]]);
    expect(await stored()).toEqual(before);
  });

  it('reads what is packed, and documents of CloudWatch', async () => {
    const events = LINES.map((message) => ({ timestamp: 1_772_600_767_089, message: `${message}\n` }));
    expect(await replay(gzipSync(JSON.stringify({ events }, null, 4)))).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await stored()).toMatchObject(RECORDS);
  });

  it('reads more from the standard input than the table takes at a time', async () => {
    const many = Array.from({ length: 100 }, (_, at) => start(at)).join('\t');
    await using command = Command.node(REPLAY, ['-'], environment(), many);
    const end = await command.ended;
    expect([end.exitCode, countsOf(end)]).toEqual([0, [1, 100, 0, 0, 0, 0]]);
    expect(await stored()).toHaveLength(100);
  });
});

describe('npm run audit:replay, with counters', () => {
  it('counts what it puts back, once, however often it is run', async () => {
    const used = { ...recordOf(1, 'complete'), modelId: 'model-1', success: true, statusCode: 200, inputTokens: 7 };
    const log = [lineOf('finish', used), lineOf('start', recordOf(2, 'started'))].join('\n');
    const env = { ...environment(), GATEWAY_USAGE_TABLE: `${table}-usage` };
    expect(countsOf(await replayLog(log, env))).toEqual([2, 2, 0, 0, 0, 0]);
    expect(countsOf(await replayLog(log, env))).toEqual([2, 0, 2, 0, 0, 0]);
    const counters = await readAuditRecords(dynamoDb.url, `${table}-usage`);
    expect(counters).toMatchObject([{ row: '["","model-1",""]', requests: 1, inputTokens: 7 }]);
    expect(counters).toHaveLength(1);
  });
});
