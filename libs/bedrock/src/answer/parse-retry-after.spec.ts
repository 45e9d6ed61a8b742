import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './parse-retry-after.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('parseRetryAfter', () => {
  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    'soon',
    '0x10',
    '2026-01-01',
    'Wed, 31 Dec 2025 23:59:59 GMT',
    'Thu, 99 Foo 2026 00:00:00 GMT',
  ])('refuses %j', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['12', 12],
    [' 12 ', 12],
    ['999999999999', 3600],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Thu, 01 Jan 2026 09:00:00 GMT', 3600],
  ])('reads %j as %i s', (value, seconds) => {
    expect(parseRetryAfter(value, NOW)).toBe(seconds);
  });
});
