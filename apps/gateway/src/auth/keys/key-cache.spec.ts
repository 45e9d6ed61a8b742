import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KeyCache, MOST_WAITING } from './key-cache.js';
import type { TokenKey } from './token-keys.js';

let imported: TokenKey['key'];

/** A list of one key, which is another object each time it is read. */
const keyed = (fingerprint: string): readonly TokenKey[] => [{ algorithm: 'HS256', key: imported, fingerprint }];

/** A place of keys whose answers are given by hand. */
class Place {
  nowEpochMs = 1_000_000;
  readonly waiting: PromiseWithResolvers<readonly TokenKey[]>[] = [];
  readonly signals: AbortSignal[] = [];
  readonly failures: unknown[] = [];
  readonly pauses: { readonly timeMs: number; readonly end: () => void }[] = [];
  readonly cache = new KeyCache(
    (signal) => {
      const answer = Promise.withResolvers<readonly TokenKey[]>();
      this.waiting.push(answer);
      this.signals.push(signal);
      return answer.promise;
    },
    {
      nowEpochMs: () => this.nowEpochMs,
      onReadFailed: (error) => this.failures.push(error),
      readTimeoutMs: 1,
      pause: (timeMs) => new Promise((resolve) => this.pauses.push({ timeMs, end: () => resolve(undefined) })),
    },
  );

  /** Asks for the keys and answers the read, the n-th so far, that this starts. */
  async readIn(keys: readonly TokenKey[]): Promise<readonly TokenKey[]> {
    const asked = this.cache.keys();
    this.waiting.at(-1)?.resolve(keys);
    return await asked;
  }

  /** Asks for something newer and answers the read that this starts. */
  async readInAfter(tried: readonly TokenKey[], keys: readonly TokenKey[]): Promise<readonly TokenKey[] | undefined> {
    const asked = this.cache.keysAfter(tried, false);
    this.waiting.at(-1)?.resolve(keys);
    return await asked;
  }

  /** Lets what waits go on, the given time later. */
  async pass(timeMs: number): Promise<void> {
    this.nowEpochMs += timeMs;
    for (const pause of this.pauses.splice(0)) pause.end();
    await Promise.resolve();
  }
}

let place: Place;
let first: readonly TokenKey[];
let second: readonly TokenKey[];

beforeAll(async () => {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  imported = await crypto.subtle.importKey('raw', new Uint8Array(32), hmac, false, ['verify']);
});

beforeEach(() => {
  place = new Place();
  first = keyed('first');
  second = keyed('second');
});

describe('KeyCache', () => {
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
    await place.readIn(first);
    place.nowEpochMs += 299_999;
    expect(await place.cache.keys()).toEqual(first);
    expect(place.waiting).toHaveLength(1);
    place.nowEpochMs += 1;
    expect(await place.readIn(second)).toEqual(second);
    expect(await place.cache.keys()).toEqual(second);
    expect(place.waiting).toHaveLength(2);
  });

  it('keeps old keys in use while reads fail, tries again every ten seconds and reports each failure once', async () => {
    await place.readIn(first);
    place.nowEpochMs += 300_000;
    const asked = [place.cache.keys(), place.cache.keys()];
    place.waiting[1]?.reject(new Error('down'));
    expect(await Promise.all(asked)).toEqual([first, first]);
    place.nowEpochMs += 9_999;
    expect(await place.cache.keys()).toEqual(first);
    expect(place.waiting).toHaveLength(2);
    expect(place.failures).toEqual([new Error('down')]);
    place.nowEpochMs += 1;
    expect(await place.readIn(second)).toEqual(second);
  });

  it('gives the same list and the same objects for what it reads again unchanged', async () => {
    const both = [...first, ...second];
    const before = await place.readIn(both);
    place.nowEpochMs += 300_000;
    expect(await place.readIn([...keyed('first'), ...keyed('second')])).toBe(before);
    place.nowEpochMs += 300_000;
    const after = await place.readIn([...keyed('third'), ...keyed('second')]);
    expect(after).not.toBe(before);
    expect(after[1]).toBe(before[1]);
  });

  it('takes a key that is to retire for another one', async () => {
    const [before] = await place.readIn(first);
    place.nowEpochMs += 300_000;
    const [after] = await place.readIn(first.map((key) => ({ ...key, retiresAtEpochMs: 1 })));
    expect(after).not.toBe(before);
  });

  it('reads again when the clock was set back', async () => {
    await place.readIn(first);
    place.nowEpochMs -= 3_600_000;
    expect(await place.readIn(second)).toEqual(second);
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
    expect(await slow).toEqual(first);
  });
});

describe('KeyCache, asked for something newer', () => {
  it('reads at once, however fresh the first read is', async () => {
    const tried = await place.readIn(first);
    expect(await place.readInAfter(tried, second)).toEqual(second);
  });

  it('has nothing newer where the read brought the same', async () => {
    const tried = await place.readIn(first);
    expect(await place.readInAfter(tried, keyed('first'))).toBeUndefined();
  });

  it('has nothing newer within a second of such a read, and reads again after it', async () => {
    const tried = (await place.readInAfter(await place.readIn(first), second)) ?? [];
    place.nowEpochMs += 999;
    expect(await place.cache.keysAfter(tried, false)).toBeUndefined();
    expect(place.waiting).toHaveLength(2);
    place.nowEpochMs += 1;
    expect(await place.readInAfter(tried, first)).toEqual(first);
  });

  it('has nothing newer if that read fails', async () => {
    const tried = await place.readIn(first);
    const asked = place.cache.keysAfter(tried, true);
    place.waiting[1]?.reject(new Error('down'));
    expect(await asked).toBeUndefined();
    expect(place.failures).toEqual([new Error('down')]);
  });

  it('gives whoever tried old keys the ones that came meanwhile, without a read', async () => {
    const tried = await place.readIn(first);
    place.nowEpochMs += 300_000;
    const newer = await place.readIn(second);
    expect(await place.cache.keysAfter(tried, false)).toBe(newer);
    expect(place.waiting).toHaveLength(2);
  });

  it('lets all wait for a read that is under way', async () => {
    const tried = await place.readIn(first);
    const asked = [place.cache.keysAfter(tried, false), place.cache.keysAfter(tried, false)];
    place.waiting[1]?.resolve(second);
    expect(await Promise.all(asked)).toEqual([second, second]);
    expect(place.waiting).toHaveLength(2);
  });
});

describe('KeyCache, asked for a key that nobody has seen', () => {
  /** Two rotations within a second: the second one is not in what was read for the first. */
  async function spendTheTurn(): Promise<readonly TokenKey[]> {
    return (await place.readInAfter(await place.readIn(first), second)) ?? [];
  }

  it('waits for the rest of the second, and takes what is there by then', async () => {
    const tried = await spendTheTurn();
    place.nowEpochMs += 400;
    const asked = [place.cache.keysAfter(tried, true), place.cache.keysAfter(tried, true)];
    expect(place.pauses.map(({ timeMs }) => timeMs)).toEqual([600]);
    await place.pass(600);
    place.waiting[2]?.resolve(keyed('third'));
    expect(await Promise.all(asked)).toEqual([keyed('third'), keyed('third')]);
    expect(place.waiting).toHaveLength(3);
  });

  it('does not content itself with a read that began before it asked', async () => {
    const tried = await place.readIn(first);
    place.nowEpochMs += 300_000;
    const due = place.cache.keys();
    const asked = place.cache.keysAfter(tried, true);
    place.waiting[1]?.resolve(keyed('first'));
    await due;
    await expect.poll(() => place.waiting.length).toBe(3);
    place.waiting[2]?.resolve(second);
    expect(await asked).toEqual(second);
  });

  it('lets no more than a few wait: each is a request that is held', async () => {
    const tried = await spendTheTurn();
    const asked = Array.from({ length: MOST_WAITING }, () => place.cache.keysAfter(tried, true));
    expect(await place.cache.keysAfter(tried, true)).toBeUndefined();
    await place.pass(1_000);
    place.waiting[2]?.resolve(keyed('third'));
    expect(new Set((await Promise.all(asked)).map((keys) => keys?.[0]?.fingerprint))).toEqual(new Set(['third']));
    const later = place.cache.keysAfter((await asked[0]) ?? [], true);
    expect(place.pauses).toHaveLength(1);
    await place.pass(1_000);
    place.waiting[3]?.resolve(first);
    expect(await later).toEqual(first);
  });
});
