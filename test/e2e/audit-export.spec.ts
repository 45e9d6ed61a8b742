import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();
afterEach(() => system.sandbox.faults.clear());

/** What spreadsheets would run, break a line or cut off; a name may be any text without control characters. */
const NAMES = ['=cmd|calc', '+1', '-1', '@sum', 'a,b', 'say "hi"', "o'neil", ' spaced '];

beforeAll(async () => {
  for (const subject of NAMES) {
    const response = await post(system, '/bedrock/invoke', HELLO, { token: await system.token({ subject }) });
    await response.arrayBuffer();
  }
  await system.records();
});

describe('an export of audit records', () => {
  it('has a record a line in JSON, newest first', async () => {
    const response = await get(system, '/v1/audit/export?operation=InvokeModel');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="audit-requests.ndjson"');
    const lines = (await response.text()).split('\n');
    expect(lines.pop()).toBe('');
    const subjects = lines.map((line) => (JSON.parse(line) as { subject: string }).subject);
    expect(subjects).toEqual(NAMES.toReversed());
  });

  it('is a table that no spreadsheet runs anything of', async () => {
    const response = await get(system, '/v1/audit/export?format=csv&operation=InvokeModel');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    const [head = [], ...rows] = parseCsv(await response.text());
    const place = head.indexOf('subject');
    expect(head.slice(0, 3)).toEqual(['requestId', 'timestamp', 'modelId']);
    expect(rows.every(({ length }) => length === head.length)).toBe(true);
    const safe = ["'=cmd|calc", "'+1", "'-1", "'@sum", 'a,b', 'say "hi"', "o'neil", ' spaced '];
    expect(rows.map((row) => row[place])).toEqual(safe.toReversed());
    const attempts = JSON.parse(rows[0]?.[head.indexOf('attempts')] ?? '') as unknown;
    expect(attempts).toMatchObject([{ route: 'internet', outcome: 'ok' }]);
  });

  it('is nobody’s but the tenant’s that asks', async () => {
    const token = await system.token({ tenant: 'mission-9' });
    const response = await get(system, '/v1/audit/export', { token });
    expect(await response.text()).toBe('');
    const table = await get(system, '/v1/audit/export?format=csv', { token });
    expect((await table.text()).split('\r\n')).toHaveLength(3);
  });

  it('is on record with what went out', async () => {
    const response = await get(system, '/v1/audit/export?operation=InvokeModel');
    const { byteLength } = await response.arrayBuffer();
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'ExportAuditRecords',
      streamed: true,
      outcome: 'complete',
      responseSize: byteLength,
    });
  });

  it.each(['format=xml', 'limit=5', 'cursor=x', 'from=2025-01-01T00:00:00Z'])('refuses ?%s', async (query) => {
    await expectProblem(await get(system, `/v1/audit/export?${query}`), 400, 'ValidationException');
  });

  it('is an error with a status while the table cannot be read', async () => {
    await system.sandbox.faults.setStore('dynamodb', { fault: 'error' });
    await expectProblem(await get(system, '/v1/audit/export'), 503, 'AuditUnavailableException');
  });
});

/** By RFC 4180, section 2, and nothing else: what it does not take makes the test fail. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const [, quoted, plain = '', end] = match;
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    if (cell.lastIndex === text.length) break;
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}
