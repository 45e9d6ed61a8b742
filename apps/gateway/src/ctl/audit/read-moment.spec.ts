import { describe, expect, it } from 'vitest';
import { readDay, readMoment } from './read-moment.js';

const now = (): number => Date.UTC(2026, 0, 31, 12);

describe('readMoment', () => {
  it.each([
    ['90m', '2026-01-31T10:30:00.000Z'],
    ['24h', '2026-01-30T12:00:00.000Z'],
    ['7d', '2026-01-24T12:00:00.000Z'],
    ['2026-01-30', '2026-01-30T00:00:00.000Z'],
    ['2026-01-30T10:00Z', '2026-01-30T10:00:00.000Z'],
    ['2026-01-30T10:00:00.5+02:00', '2026-01-30T08:00:00.500Z'],
  ])('reads %s', (text, instant) => {
    expect(readMoment('--from', now)(text)).toBe(instant);
  });

  it.each(['', 'yesterday', '0h', '-1h', '1w', '2026-02-30T25:00:00Z', '2026-13-01', '31.01.2026', '2026-01-30T10:00'])(
    'does not guess at %j',
    (text) => {
      expect(() => readMoment('--from', now)(text)).toThrow('--from takes e.g. 2026-01-31T12:00:00Z');
    },
  );
});

describe('readDay', () => {
  it('reads days, and how many days ago', () => {
    expect([readDay('--to', now)('2026-01-30'), readDay('--to', now)('7d')]).toEqual(['2026-01-30', '2026-01-24']);
  });

  it.each(['7h', '2026-01-30T10:00:00Z', '2026-13-01'])('takes no %j', (text) => {
    expect(() => readDay('--to', now)(text)).toThrow('--to takes ');
  });
});
