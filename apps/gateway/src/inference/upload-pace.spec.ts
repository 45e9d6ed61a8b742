import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UploadPace } from './upload-pace.js';

describe('UploadPace', () => {
  let isTooSlow: boolean;
  let pace: UploadPace;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    isTooSlow = false;
    pace = new UploadPace(() => (isTooSlow = true));
  });
  afterEach(() => void vi.useRealTimers());

  /** Lets seconds pass, with so many bytes in each, as long as that is fast enough. Returns how many passed. */
  function secondsOf(bytesPerSecond: number, most: number): number {
    for (let second = 0; second < most; second += 1) {
      if (isTooSlow) return second;
      pace.took(bytesPerSecond);
      vi.advanceTimersByTime(1_000);
    }
    return most;
  }

  it('waits 20 s for a first byte', () => {
    vi.advanceTimersByTime(19_999);
    expect(isTooSlow).toBe(false);
    vi.advanceTimersByTime(1);
    expect(isTooSlow).toBe(true);
  });

  it('lets a body drip for as long as its bytes have bought: 20 s, and 1 s for 500', () => {
    // 20 s bring 200 bytes, which buy 0.4 s, in which none comes: 21 looks, and it is over.
    expect(secondsOf(10, 600)).toBe(21);
  });

  it.each([500, 501, 100_000])('lets %d bytes a second come for as long as they like', (bytesPerSecond) => {
    expect(secondsOf(bytesPerSecond, 600)).toBe(600);
  });

  it('gives nobody more than 20 s in advance, however much has come', () => {
    pace.took(25_000_000);
    vi.advanceTimersByTime(39_999);
    expect(isTooSlow).toBe(false);
    vi.advanceTimersByTime(1);
    expect(isTooSlow).toBe(true);
  });

  it('leaves no timer behind, and says nothing more', () => {
    pace[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(1_000_000);
    expect(isTooSlow).toBe(false);
  });
});
