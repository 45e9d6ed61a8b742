import { beforeEach, describe, expect, it } from 'vitest';
import { Allowance } from './allowance.js';

/** Sixty a minute: one a second. */
const PER_MINUTE = 60;

describe('Allowance', () => {
  let nowMs = 0;
  let allowance: Allowance;
  beforeEach(() => {
    nowMs = 1_000_000;
    allowance = new Allowance(PER_MINUTE, () => nowMs);
  });

  it('has a whole minute at once for whoever comes first', () => {
    expect(allowance.waitMs('alice', 60)).toBe(0);
    allowance.charge('alice', 59);
    expect(allowance.waitMs('alice', 1)).toBe(0);
    expect(allowance.waitMs('alice', 2)).toBe(1_000);
  });

  it('says truly when there is room again', () => {
    allowance.charge('alice', 60);
    expect(allowance.waitMs('alice', 1)).toBe(1_000);
    nowMs += 999;
    expect(allowance.waitMs('alice', 1)).toBeGreaterThan(0);
    nowMs += 1;
    expect(allowance.waitMs('alice', 1)).toBe(0);
  });

  it('lets no more through in the long run than it says', () => {
    let taken = 0;
    for (let second = 0; second < 600; second += 1) {
      for (; allowance.waitMs('alice', 1) === 0; taken += 1) allowance.charge('alice', 1);
      nowMs += 1_000;
    }
    // The first minute's worth at once, then one a second.
    expect(taken).toBe(60 + 599);
  });

  it('lets through what is more than it ever has, once nothing is owed', () => {
    expect(allowance.waitMs('alice', 1_000)).toBe(0);
    allowance.charge('alice', 1_000);
    expect(allowance.waitMs('alice', 1)).toBe(941_000);
    nowMs += 941_000;
    expect(allowance.waitMs('alice', 1)).toBe(0);
    expect(allowance.waitMs('alice', 1_000)).toBe(59_000);
  });

  it('does not let one caller wait for another', () => {
    allowance.charge('alice', 10_000);
    expect(allowance.waitMs('bob', 60)).toBe(0);
  });

  it('remembers nobody who only asks', () => {
    allowance.waitMs('alice', 1);
    expect(allowance.size).toBe(0);
  });

  it('remembers ten thousand callers, and forgets those who were quiet longest', () => {
    for (let caller = 0; caller < 10_000; caller += 1) allowance.charge(`caller-${caller}`, 60);
    allowance.charge('caller-0', 0);
    for (let stranger = 0; stranger < 5_000; stranger += 1) allowance.charge(`stranger-${stranger}`, 60);
    expect(allowance.size).toBe(10_000);
    expect(allowance.waitMs('caller-0', 1)).toBe(1_000);
    expect(allowance.waitMs('caller-1', 1)).toBe(0);
    expect(allowance.waitMs('caller-9999', 1)).toBe(1_000);
  });
});
