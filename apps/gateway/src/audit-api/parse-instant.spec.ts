import { describe, expect, it } from 'vitest';
import { parseDay, parseInstant } from './parse-instant.js';

describe('parseInstant', () => {
  it.each([
    '',
    'yesterday',
    '1772600767089',
    '2026-03-04',
    '2026-03-04T05:06:07',
    '2026-03-04 05:06:07Z',
    '2026-03-04T05:06:07 01:00',
    '2026-03-04T25:06:07Z',
    '2026-02-30T05:06:07Z',
    '2026-13-01T05:06:07Z',
    '1999-12-31T23:59:59Z',
    '2100-01-01T00:00:00Z',
    '2026-03-04T05:06:07.0891Z',
    ' 2026-03-04T05:06:07Z',
  ])('takes %j for no instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it.each([
    ['2026-03-04T05:06:07.089Z', 1_772_600_767_089],
    ['2026-03-04T05:06:07Z', 1_772_600_767_000],
    ['2026-03-04T05:06Z', 1_772_600_760_000],
    ['2026-03-04T05:06:07+01:00', 1_772_597_167_000],
    ['2026-03-04T05:06:07-05:30', 1_772_620_567_000],
  ])('reads %s', (text, epochMs) => {
    expect(parseInstant(text)).toBe(epochMs);
  });
});

describe('parseDay', () => {
  it.each(['', '2026-2-3', '2026-02-29', '2026-00-10', '26-02-03', '1999-01-01', '2026-02-03T00:00:00Z'])(
    'takes %j for no day',
    (text) => {
      expect(parseDay(text)).toBeUndefined();
    },
  );

  it.each(['2026-02-28', '2028-02-29', '2026-12-31'])('takes %s as it stands', (text) => {
    expect(parseDay(text)).toBe(text);
  });
});
