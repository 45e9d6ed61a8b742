import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pause } from './pause.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('pause', () => {
  it('ends at once, and with its timer, when the caller goes away', async () => {
    const caller = new AbortController();
    const ended = expect(pause(5_000, caller.signal)).rejects.toMatchObject({ kind: 'client-gone' });

    caller.abort();

    await ended;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lasts as long as it is told', async () => {
    const over = vi.fn();
    const paused = pause(5_000, new AbortController().signal).then(over);

    await vi.advanceTimersByTimeAsync(4_999);
    expect(over).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);

    await paused;
    expect(over).toHaveBeenCalledOnce();
  });
});
