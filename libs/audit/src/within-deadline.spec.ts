import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinDeadline } from './within-deadline.js';

/** What a turn of the event loop takes for the clock of the tests. */
const TURN_MS = 1;
const never = new Promise<never>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('withinDeadline', () => {
  it('gives up on work that ignores its signal', async () => {
    const result = withinDeadline(100, new AbortController().signal, () => never);
    await Promise.all([
      expect(result).rejects.toMatchObject({ code: 'AUDIT_STORE_FAILED', reason: 'timeout' }),
      vi.advanceTimersByTimeAsync(100 + TURN_MS),
    ]);
  });

  it('does not give up a millisecond early', async () => {
    const settled = vi.fn<() => void>();
    withinDeadline(100, new AbortController().signal, () => never).catch(settled);
    await vi.advanceTimersByTimeAsync(99);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1 + TURN_MS);
    expect(settled).toHaveBeenCalledOnce();
  });

  it('throws the reason of the outer signal, even if the work makes an error of its own of it', async () => {
    const outer = new AbortController();
    const gone = new Error('gone');
    const work = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('socket closed'))));
    const result = withinDeadline(100, outer.signal, work);
    outer.abort(gone);
    await expect(result).rejects.toBe(gone);
  });

  it('does not begin when the outer signal has fired before', async () => {
    const work = vi.fn<() => Promise<void>>(() => Promise.resolve());
    await expect(withinDeadline(100, AbortSignal.abort(new Error('gone')), work)).rejects.toThrow('gone');
    expect(work).not.toHaveBeenCalled();
  });

  it('passes on what the work returns or throws', async () => {
    const { signal } = new AbortController();
    await expect(withinDeadline(100, signal, () => Promise.resolve('done'))).resolves.toBe('done');
    await expect(withinDeadline(100, signal, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('leaves no timer and no listener behind', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await withinDeadline(100, signal, () => Promise.resolve());
    expect(vi.getTimerCount()).toBe(0);
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    );
  });
});
