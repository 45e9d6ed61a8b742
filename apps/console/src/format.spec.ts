import { describe, expect, it } from 'vitest';
import { formatAgo, formatCount, formatDuration, formatTimeOfDay, formatUsd } from './format.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('formats', () => {
  it.each([
    [undefined, '–'],
    [0, '0'],
    [1_234_567, '1,234,567'],
  ])('shows the count %s as %s', (count, text) => expect(formatCount(count)).toBe(text));

  it.each([
    [undefined, '–'],
    [0, '$0.00'],
    [0.00012, '$0.0001'],
    [0.001, '$0.0010'],
    [0.99999, '$1.0000'],
    [1, '$1.00'],
    [1_234.5, '$1,234.50'],
  ])('shows %s dollars as %s', (usd, text) => expect(formatUsd(usd)).toBe(text));

  it.each([
    [undefined, '–'],
    [0, '0 ms'],
    [999.4, '999 ms'],
    [1_000, '1.0 s'],
    [59_999, '59.9 s'],
    [60_000, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('shows %s ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [undefined, 'never'],
    ['no time', 'never'],
    ['2026-01-02T03:04:06.000Z', 'now'],
    ['2026-01-02T03:04:04.001Z', 'now'],
    ['2026-01-02T03:04:04.000Z', '1 s ago'],
    ['2026-01-02T03:02:36.000Z', '89 s ago'],
    ['2026-01-02T03:02:35.000Z', '1 min ago'],
    ['2026-01-02T01:34:05.000Z', '1 h ago'],
  ])('says of %s that it was %s', (iso, text) => expect(formatAgo(iso, NOW)).toBe(text));

  it.each([
    ['2026-03-04T05:06:07.089Z', '05:06:07.089'],
    ['2026-03-04T05:06:07Z', '05:06:07'],
    ['yesterday', '–'],
  ])('takes the time of day out of %s', (iso, text) => expect(formatTimeOfDay(iso)).toBe(text));
});
