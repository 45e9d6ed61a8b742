import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingProgram } from '../conformance/clients/python-environment.js';
import { readAuditRecords } from '../support/audit-records.js';
import { EMBEDDED_DYNAMODB_ENV, startEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../support/embedded-dynamodb.js';
import { countsOf, replayLog } from './replay-log.js';

const KEY = { timestamp: '2026-03-04T05:06:07.089Z' };
const lineOf = (phase: string, requestId: string, outcome: string): string =>
  `${JSON.stringify({ marker: 'audit.spill', phase, record: { requestId, ...KEY, subject: 'ü "x" \\ {', outcome } })}\n`;

/** What CloudWatch has, a page at a time: lines as Lambda hands them over, each with its end. */
const PAGES = [
  [lineOf('finish', 'request-1', 'complete'), lineOf('start', 'request-1', 'started')],
  [lineOf('start', 'request-2', 'started')],
];

/** Answers `FilterLogEvents` with one page. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { nextToken = '0' } = (await json(request)) as { nextToken?: string };
  const page = Number(nextToken);
  const events = PAGES[page]?.map((message, at) => ({ message, timestamp: at, eventId: `${page}-${at}` }));
  const next = page + 1 < PAGES.length ? { nextToken: String(page + 1) } : {};
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ events, ...next }));
}

const missing = await missingProgram('aws', ['--version']);
if (missing !== undefined) process.stderr.write(`SKIPPED: replay of what the AWS CLI prints: ${missing}\n`);

describe.skipIf(missing !== undefined)('what the AWS CLI prints of a log', () => {
  let logs: Server;
  let dynamoDb: EmbeddedDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startEmbeddedDynamoDb();
    logs = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy());
    });
    await once(logs.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    logs.closeAllConnections();
    await new Promise((resolve) => logs.close(resolve));
    await dynamoDb.close();
  });

  it.each([
    ['as text', ['--query', 'events[].message', '--output', 'text']],
    ['as JSON', ['--output', 'json']],
  ])('is put back: %s', { timeout: 60_000 }, async (form, options) => {
    const endpoint = `http://127.0.0.1:${(logs.address() as AddressInfo).port}`;
    const shell = {
      ...EMBEDDED_DYNAMODB_ENV,
      PATH: process.env['PATH'],
      HOME: tmpdir(),
      AWS_PAGER: '',
      AWS_DEFAULT_REGION: 'x',
    };
    const args = ['--endpoint-url', endpoint, 'logs', 'filter-log-events', '--log-group-name', 'gate', ...options];
    const { stdout } = await promisify(execFile)('aws', args, { env: shell });
    const table = `records-${form.replaceAll(/\W+/g, '-')}`;
    const ofTable = { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url, GATEWAY_AUDIT_TABLE: table };
    const env = { ...EMBEDDED_DYNAMODB_ENV, ...ofTable, GATEWAY_AUDIT_CREATE_TABLE: 'true' };
    const end = await replayLog(stdout, env);
    expect([end.exitCode, end.stderr, countsOf(end).slice(3)]).toEqual([0, '', [0, 0, 0]]);
    expect(await readAuditRecords(dynamoDb.url, table)).toMatchObject([
      { requestId: 'request-1', outcome: 'complete', subject: 'ü "x" \\ {' },
      { requestId: 'request-2', outcome: 'started' },
    ]);
  });
});
