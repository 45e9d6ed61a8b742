import { expect, it } from 'vitest';
import { withIsoTimes } from './with-iso-times.js';

it('writes times as people read them, and leaves the rest alone', () => {
  expect(withIsoTimes({ provenAtEpochMs: 0, failedAtEpochMs: 1_767_225_600_000, latencyMs: 3, state: 'up' })).toEqual({
    provenAt: '1970-01-01T00:00:00.000Z',
    failedAt: '2026-01-01T00:00:00.000Z',
    latencyMs: 3,
    state: 'up',
  });
});

it('does not take anything else for a time', () => {
  const report = { provenAtEpochMs: undefined, failedAtEpochMs: 'never', atEpochMs: 0, AtEpochMsx: 0 };
  expect(withIsoTimes(report)).toEqual(report);
  expect(withIsoTimes({})).toEqual({});
});
