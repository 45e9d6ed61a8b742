import { describe, expect, it } from 'vitest';
import { CSV_HEAD, toCsvLine } from './to-csv.js';

const KEY = { requestId: 'id', timestamp: '2026-03-04T05:06:07.089Z' };
const place = CSV_HEAD.split(',').indexOf('subject');

/** The cell of the caller's name, as it is written. None of these has a comma outside of quotes. */
const cellOf = (subject: string): string | undefined => toCsvLine({ ...KEY, subject }).split(',')[place];

describe('a line of CSV', () => {
  it('has a cell for every field of a record, in the order of the head', () => {
    expect(CSV_HEAD.endsWith('gatewayVersion\r\n')).toBe(true);
    expect(CSV_HEAD.split(',')).toHaveLength(34);
    const line = toCsvLine({ ...KEY, success: false, statusCode: 0, attempts: [{ route: 'vpn', durationMs: 4 }] });
    expect(line.startsWith('id,2026-03-04T05:06:07.089Z,,')).toBe(true);
    expect(line).toContain(',false,0,');
    expect(line).toContain(',"[{""route"":""vpn"",""durationMs"":4}]",');
    expect(line.endsWith('\r\n')).toBe(true);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ])('lets no spreadsheet run %j', (text, cell) => {
    expect(cellOf(text)).toBe(cell);
  });

  it.each([
    ['plain', 'plain'],
    ['a=b', 'a=b'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' spaced ', '" spaced "'],
    ['', ''],
  ])('writes %j by RFC 4180', (text, cell) => {
    expect(cellOf(text)).toBe(cell);
  });
});
