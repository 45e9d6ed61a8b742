import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditStoreError, type StoreFailure } from './errors.js';
import { tryRepeatedly } from './try-repeatedly.js';

const BOUNDS = { maxTries: 3, tryTimeoutMs: 600, overallTimeoutMs: 2_000 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Tries with a store that fails each time for the next reason, and reports when each try began. */
async function run(reasons: readonly StoreFailure[], signal = new AbortController().signal) {
  const triedAtMs: number[] = [];
  const beganAtMs = Date.now();
  const write = (tryNumber: number): Promise<string> => {
    triedAtMs.push(Date.now() - beganAtMs);
    const reason = reasons[tryNumber - 1];
    return reason === undefined ? Promise.resolve('stored') : Promise.reject(new AuditStoreError(reason));
  };
  const outcome = tryRepeatedly(BOUNDS, signal, write).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(3_000);
  return { outcome: await outcome, triedAtMs };
}

describe('tryRepeatedly', () => {
  it.each(['rejected', 'key-taken'] as const)('does not repeat what a later try cannot mend: %s', async (reason) => {
    const { outcome, triedAtMs } = await run([reason]);
    expect(outcome).toMatchObject({ reason });
    expect(triedAtMs).toHaveLength(1);
  });

  it('fails with the last failure when every try failed', async () => {
    const { outcome, triedAtMs } = await run(['unreachable', 'throttled', 'store-fault']);
    expect(outcome).toMatchObject({ reason: 'store-fault' });
    expect(triedAtMs).toHaveLength(3);
  });

  it('pauses longer each time, half of it at random', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect((await run(['unreachable', 'unreachable'])).triedAtMs).toEqual([0, 25, 75]);
    vi.spyOn(Math, 'random').mockReturnValue(1);
    expect((await run(['unreachable', 'unreachable'])).triedAtMs).toEqual([0, 50, 150]);
  });

  it('takes a try that hangs for failed and goes on', async () => {
    const write = vi.fn<(tryNumber: number) => Promise<string>>((tryNumber) =>
      tryNumber < 3 ? new Promise(() => undefined) : Promise.resolve('stored'),
    );
    const outcome = tryRepeatedly(BOUNDS, new AbortController().signal, write);
    await vi.advanceTimersByTimeAsync(600 + 50 + 600 + 100);
    await expect(outcome).resolves.toBe('stored');
  });

  it('ends when the time over all tries is over', async () => {
    const bounds = { maxTries: 100, tryTimeoutMs: 600, overallTimeoutMs: 1_000 };
    const outcome = tryRepeatedly(bounds, new AbortController().signal, () => new Promise(() => undefined));
    await Promise.all([
      expect(outcome).rejects.toMatchObject({ reason: 'timeout' }),
      vi.advanceTimersByTimeAsync(1_001),
    ]);
  });

  it.each([
    ['during a try', 10],
    ['during a pause', 610],
  ])('ends with the reason of the signal when it fires %s, and tries no more', async (_, afterMs) => {
    const caller = new AbortController();
    const write = vi.fn<() => Promise<never>>(() => new Promise(() => undefined));
    const outcome = tryRepeatedly(BOUNDS, caller.signal, write);
    await vi.advanceTimersByTimeAsync(afterMs);
    caller.abort(new Error('gone'));
    await expect(outcome).rejects.toThrow('gone');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(write).toHaveBeenCalledOnce();
  });

  it('takes the defect of a store for one more failure', async () => {
    const defect = new TypeError('undefined is not a function');
    const outcome = tryRepeatedly({ ...BOUNDS, maxTries: 1 }, new AbortController().signal, () =>
      Promise.reject(defect),
    );
    await expect(outcome).rejects.toMatchObject({ reason: 'unexpected', cause: defect });
  });
});
