import { AuditStoreError } from '@app/audit';
import { SecretUnreadableError } from '@app/bedrock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreCheck } from './store-check.js';

const NOW = Date.UTC(2026, 0, 1);

describe('StoreCheck', () => {
  let nowEpochMs = NOW;
  const now = (): number => nowEpochMs;

  beforeEach(() => {
    nowEpochMs = NOW;
  });

  afterEach(() => void vi.useRealTimers());

  it.each([
    [new AuditStoreError('throttled'), 'throttled'],
    [new SecretUnreadableError('access-denied'), 'access-denied'],
    [Object.assign(new Error('SECRET'), { reason: 'SECRET' }), 'unexpected'],
    [{ reason: 'SECRET' }, 'unexpected'],
    [undefined, 'unexpected'],
  ])('is down after %s, with a fixed word for it', async (error, reason) => {
    const check = new StoreCheck(() => Promise.reject(error), now);
    expect(await check.refresh()).toEqual({ state: 'down', failedAtEpochMs: NOW, reason });
  });

  it('is down where the call does not even begin', async () => {
    const check = new StoreCheck(() => {
      throw new AuditStoreError('no-credentials');
    }, now);
    expect(await check.refresh()).toMatchObject({ state: 'down', reason: 'no-credentials' });
  });

  it('gives a store 3 s to answer', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      expect(ms).toBe(3_000);
      return AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    });
    const check = new StoreCheck(async (signal) => signal.throwIfAborted(), now);
    expect(await check.refresh()).toMatchObject({ state: 'down', reason: 'timeout' });
    timeout.mockRestore();
  });

  it('is up with the time and the latency of the proof', async () => {
    const check = new StoreCheck(async () => {
      nowEpochMs += 25;
    }, now);
    expect(await check.refresh()).toEqual({ state: 'up', provenAtEpochMs: NOW + 25, latencyMs: 25 });
  });

  it('keeps the last proof when the store fails, and the last failure when it is back', async () => {
    let failing = false;
    const check = new StoreCheck(async () => {
      if (failing) throw new AuditStoreError('unreachable');
    }, now);
    await check.refresh();
    failing = true;
    nowEpochMs += 20_000;
    expect(await check.refresh()).toEqual({
      state: 'down',
      provenAtEpochMs: NOW,
      latencyMs: 0,
      failedAtEpochMs: NOW + 20_000,
      reason: 'unreachable',
    });
    failing = false;
    nowEpochMs += 20_000;
    expect(await check.refresh()).toMatchObject({
      state: 'up',
      provenAtEpochMs: NOW + 40_000,
      failedAtEpochMs: NOW + 20_000,
    });
  });

  it.each(['up', 'down'])('asks a store that is %s at most once in 10 s', async (state) => {
    const prove = vi.fn<() => Promise<void>>(async () => {
      if (state === 'down') throw new AuditStoreError('timeout');
    });
    const check = new StoreCheck(prove, now);
    for (const passedMs of [0, 1, 9_999]) {
      nowEpochMs = NOW + passedMs;
      expect(await check.refresh()).toMatchObject({ state });
    }
    nowEpochMs = NOW + 10_000;
    await check.refresh();
    expect(prove).toHaveBeenCalledTimes(1);
    nowEpochMs = NOW + 10_001;
    await check.refresh();
    expect(prove).toHaveBeenCalledTimes(2);
  });

  it('asks once however many want to know at the same time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const prove = vi.fn<() => Promise<void>>(() => promise);
    const check = new StoreCheck(prove, now);
    const reports = Promise.all([check.refresh(), check.refresh(), check.refresh()]);
    resolve();
    expect((await reports).map(({ state }) => state)).toEqual(['up', 'up', 'up']);
    expect(prove).toHaveBeenCalledTimes(1);
  });

  it('asks again when the clock was set back', async () => {
    const prove = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const check = new StoreCheck(prove, now);
    await check.refresh();
    nowEpochMs = NOW - 3_600_000;
    expect(await check.refresh()).toMatchObject({ provenAtEpochMs: NOW - 3_600_000 });
    expect(prove).toHaveBeenCalledTimes(2);
  });

  it('goes by the clock of the process unless told otherwise', async () => {
    vi.useFakeTimers({ now: NOW });
    expect(await new StoreCheck(() => Promise.resolve()).refresh()).toHaveProperty('provenAtEpochMs', NOW);
  });
});
