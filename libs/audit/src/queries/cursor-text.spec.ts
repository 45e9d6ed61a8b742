import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { requestIdOf } from '../testing/many-records.js';
import { parseCursor, printCursor, type Continuation } from './cursor-text.js';
import { planQuery, type AuditWindow } from './query-plan.js';

const FROM = Date.parse('2026-03-04T00:00:00.000Z');
const TO = Date.parse('2026-03-06T00:00:00.000Z');
const AT = Date.parse('2026-03-05T10:00:00.000Z');
const QUERY = [{ tenant: 'blue' }, ['2026-03-04', null]];
const byDay = (window: AuditWindow) => planQuery(window, {});
const byCaller = (window: AuditWindow) => planQuery(window, { caller: 'app-one' });

const key = (place: number) => ({ requestId: requestIdOf(AT, place), timestamp: '2026-03-05T10:00:00.000Z' });
const CONTINUATION: Continuation = {
  window: { fromEpochMs: FROM, toEpochMs: TO },
  position: { segment: 1, partitions: ['start', 'end', key(2), key(3), key(4), key(5), 'end', key(7)] },
};

/** As somebody would forge one who knows how cursors are made. */
function forge(content: unknown, query: unknown = QUERY): string {
  const text = Buffer.from(JSON.stringify(content)).toString('base64url');
  const digest = createHash('sha256')
    .update(JSON.stringify([text, query]))
    .digest()
    .subarray(0, 16);
  return `${text}.${digest.toString('base64url')}`;
}

const STARTS = [0, 0, 0, 0, 0, 0, 0];

describe('a cursor', () => {
  it('says what it was printed from, for the same query', () => {
    expect(parseCursor(printCursor(CONTINUATION, QUERY), QUERY, byDay)).toEqual(CONTINUATION);
    const ofCaller: Continuation = { ...CONTINUATION, position: { segment: 0, partitions: [key(3)] } };
    expect(parseCursor(printCursor(ofCaller, QUERY), QUERY, byCaller)).toEqual(ofCaller);
  });

  it('fits into a URL, however far all its partitions have been read', () => {
    const partitions = Array.from({ length: 8 }, (_, place) => key(place));
    const longest = printCursor({ ...CONTINUATION, position: { segment: 30, partitions } }, QUERY);
    expect(longest.length).toBeLessThan(900);
  });

  it('is refused with any one character changed, or left out', () => {
    const cursor = printCursor(CONTINUATION, QUERY);
    for (let place = 0; place < cursor.length; place += 1) {
      const other = cursor[place] === 'A' ? 'B' : 'A';
      const changed = `${cursor.slice(0, place)}${other}${cursor.slice(place + 1)}`;
      const cut = `${cursor.slice(0, place)}${cursor.slice(place + 1)}`;
      for (const text of [changed, cut]) {
        // The last character of 16 bytes in base64 has four bits that mean nothing.
        if (
          Buffer.from(text.split('.')[1] ?? '', 'base64url').equals(digestOf(cursor)) &&
          text.startsWith(bodyOf(cursor))
        )
          continue;
        expect(() => parseCursor(text, QUERY, byDay), text).toThrow('The cursor does not belong to this query');
      }
    }
  });

  it.each([
    ['another tenant', [{ tenant: 'red' }, ['2026-03-04', null]]],
    ['another filter', [{ tenant: 'blue', model: 'm' }, ['2026-03-04', null]]],
    ['another way to ask for the window', [{ tenant: 'blue' }, [null, null]]],
  ])('is refused for %s', (_, query) => {
    expect(() => parseCursor(printCursor(CONTINUATION, QUERY), query, byDay)).toThrow('does not belong');
  });

  it.each([
    ['nothing', ''],
    ['no cursor at all', 'x'.repeat(64)],
    ['no JSON', `${'e'.repeat(40)}.${'A'.repeat(22)}`],
    ['no list', forge({ segment: 0, from: FROM, to: TO })],
    ['a window without end', forge([FROM, 8e15, 0, 0, ...STARTS])],
    ['a window without length', forge([FROM, FROM, 0, 0, ...STARTS])],
    ['a window of more than 31 days', forge([TO - 32 * 86_400_000, TO, 0, 0, ...STARTS])],
    ['instants that are texts', forge(['2026', '2027', 0, 0, ...STARTS])],
    ['a day outside of the window', forge([FROM, TO, 2, 0, ...STARTS])],
    ['a day before the first', forge([FROM, TO, -1, 0, ...STARTS])],
    ['too few partitions', forge([FROM, TO, 0, ...STARTS])],
    ['too many partitions', forge([FROM, TO, 0, 0, 0, ...STARTS])],
    ['an unknown word', forge([FROM, TO, 0, 2, ...STARTS])],
    ['a record outside of the window', forge([FROM, TO, 0, [TO, requestIdOf(TO, 0)], ...STARTS])],
    ['a record of another partition', forge([FROM, TO, 0, [AT, requestIdOf(AT, 1)], ...STARTS])],
    ['an id that is none', forge([FROM, TO, 0, [AT, "0' OR '1'='1"], ...STARTS])],
    ['a time that is none', forge([FROM, TO, 0, [null, requestIdOf(AT, 0)], ...STARTS])],
  ])('is refused that holds %s, even with the right digest', (_, text) => {
    expect(() => parseCursor(text, QUERY, byDay)).toThrow('does not belong');
  });
});

function bodyOf(cursor: string): string {
  return cursor.slice(0, cursor.indexOf('.') + 1);
}

function digestOf(cursor: string): Buffer {
  return Buffer.from(cursor.split('.')[1] ?? '', 'base64url');
}
