import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyCache } from './key-cache.js';
import type { TokenKey } from './token-keys.js';

let key: TokenKey;

/** A place of keys whose answers are given by hand. */
class Place {
  nowEpochMs = 1_000_000;
  readonly waiting: PromiseWithResolvers<readonly TokenKey[]>[] = [];
  readonly signals: AbortSignal[] = [];
  readonly failures: unknown[] = [];
  readonly cache = new KeyCache(
    (signal) => {
      const answer = Promise.withResolvers<readonly TokenKey[]>();
      this.waiting.push(answer);
      this.signals.push(signal);
      return answer.promise;
    },
    { nowEpochMs: () => this.nowEpochMs, onReadFailed: (error) => this.failures.push(error), readTimeoutMs: 1 },
  );

  /** Asks for the keys and answers the read, the n-th so far, that this starts. */
  async fill(keys: readonly TokenKey[]): Promise<void> {
    const asked = this.cache.keys();
    this.waiting.at(-1)?.resolve(keys);
    await asked;
  }
}

describe('KeyCache', () => {
  let place: Place;
  let first: readonly TokenKey[];
  let second: readonly TokenKey[];

  beforeAll(async () => {
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const imported = await crypto.subtle.importKey('raw', new Uint8Array(32), hmac, false, ['verify']);
    key = { algorithm: 'HS256', key: imported };
  });

  beforeEach(() => {
    place = new Place();
    first = [key];
    second = [key];
  });

  it('throws what the read throws while it has no keys, and reads again for the next caller', async () => {
    for (const attempt of [0, 1]) {
      const asked = place.cache.keys();
      place.waiting[attempt]?.reject(new Error('down'));
      await expect(asked).rejects.toThrow('down');
    }
    expect(place.waiting).toHaveLength(2);
    expect(place.failures).toEqual([]);
  });

  it('lets everybody wait for one read', async () => {
    const asked = [place.cache.keys(), place.cache.keys(), place.cache.reload()];
    place.waiting[0]?.resolve(first);
    expect(await Promise.all(asked)).toEqual([first, first, first]);
    expect(place.waiting).toHaveLength(1);
  });

  it('keeps keys for five minutes, then reads before it answers', async () => {
    await place.fill(first);
    place.nowEpochMs += 299_999;
    expect(await place.cache.keys()).toBe(first);
    expect(place.waiting).toHaveLength(1);
    place.nowEpochMs += 1;
    await place.fill(second);
    expect(await place.cache.keys()).toBe(second);
    expect(place.waiting).toHaveLength(2);
  });

  it('keeps old keys in use while reads fail, tries again every ten seconds and reports each failure once', async () => {
    await place.fill(first);
    place.nowEpochMs += 300_000;
    const asked = [place.cache.keys(), place.cache.keys()];
    place.waiting[1]?.reject(new Error('down'));
    expect(await Promise.all(asked)).toEqual([first, first]);
    place.nowEpochMs += 9_999;
    expect(await place.cache.keys()).toBe(first);
    expect(place.waiting).toHaveLength(2);
    expect(place.failures).toEqual([new Error('down')]);
    place.nowEpochMs += 1;
    await place.fill(second);
    expect(await place.cache.keys()).toBe(second);
  });

  it('reads for something newer at once, however fresh the first read is', async () => {
    await place.fill(first);
    const asked = place.cache.keysAfter(first);
    place.waiting[1]?.resolve(second);
    expect(await asked).toBe(second);
  });

  it('has nothing newer within ten seconds of such a read, and reads again after them', async () => {
    await place.fill(first);
    const asked = place.cache.keysAfter(first);
    place.waiting[1]?.resolve(second);
    await asked;
    place.nowEpochMs += 9_999;
    expect(await place.cache.keysAfter(second)).toBeUndefined();
    expect(place.waiting).toHaveLength(2);
    place.nowEpochMs += 1;
    const again = place.cache.keysAfter(second);
    place.waiting[2]?.resolve(first);
    expect(await again).toBe(first);
  });

  it('has nothing newer if that read fails', async () => {
    await place.fill(first);
    place.nowEpochMs += 10_000;
    const asked = place.cache.keysAfter(first);
    place.waiting[1]?.reject(new Error('down'));
    expect(await asked).toBeUndefined();
    expect(place.failures).toEqual([new Error('down')]);
  });

  it('gives whoever tried old keys the ones that came meanwhile, without a read', async () => {
    await place.fill(first);
    place.nowEpochMs += 300_000;
    await place.fill(second);
    expect(await place.cache.keysAfter(first)).toBe(second);
    expect(place.waiting).toHaveLength(2);
  });

  it('lets whoever needs something newer wait for a read that is under way', async () => {
    await place.fill(first);
    place.nowEpochMs += 10_000;
    const asked = [place.cache.keysAfter(first), place.cache.keysAfter(first)];
    place.waiting[1]?.resolve(second);
    expect(await Promise.all(asked)).toEqual([second, second]);
    expect(place.waiting).toHaveLength(2);
  });

  it('ends a read that takes too long, or whose starter has gone', async () => {
    const asked = place.cache.reload(AbortSignal.abort(new Error('gone')));
    expect(place.signals[0]?.reason).toEqual(new Error('gone'));
    place.waiting[0]?.resolve(first);
    await asked;
    place.nowEpochMs += 300_000;
    const slow = place.cache.keys();
    const signal = place.signals[1];
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
    place.waiting[1]?.reject(signal?.reason);
    expect(await slow).toBe(first);
  });
});
