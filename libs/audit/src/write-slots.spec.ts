import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WriteSlots } from './write-slots.js';

const { signal } = new AbortController();
const PATIENCE_MS = 2_000;
/** What a turn of the event loop takes for the clock of the tests. */
const TURN_MS = 1;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Writes that last until a test ends them; who got through, in order. */
function openSlots(slots: number) {
  const writes = new WriteSlots(slots, PATIENCE_MS);
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const write = (name: string, own = signal) => {
    const result = writes.run(own, () => {
      begun.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    });
    result.catch(() => undefined);
    return result;
  };
  const land = async (name: string) => {
    ends.get(name)?.resolve(name);
    await vi.advanceTimersByTimeAsync(0);
  };
  const fail = async (name: string) => {
    ends.get(name)?.reject(new Error(name));
    await vi.advanceTimersByTimeAsync(0);
  };
  return { write, begun, land, fail };
}

describe('WriteSlots', () => {
  it('lets so many through at a time, and the next when one is over, however that ended', async () => {
    const { write, begun, land, fail } = openSlots(2);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => write(name));
    expect(begun).toEqual(['a', 'b']);
    await land('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await fail('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    for (const name of ['c', 'd', 'e']) await land(name);
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
      'rejected',
      ...Array<string>(4).fill('fulfilled'),
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has whoever waits wait for as long as the store takes something', async () => {
    const { write, begun, land } = openSlots(1);
    const names = ['a', 'b', 'c', 'd'];
    const all = names.map((name) => write(name));
    for (const name of names) {
      await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
      await land(name);
    }
    await expect(Promise.all(all)).resolves.toEqual(names);
    expect(begun).toEqual(names);
  });

  it('gives up whoever waits once the store has taken nothing for too long', async () => {
    const { write, begun, land } = openSlots(1);
    const first = write('a');
    const others = ['b', 'c'].map((name) => write(name));
    await vi.advanceTimersByTimeAsync(PATIENCE_MS + TURN_MS);
    for (const other of others)
      await expect(other).rejects.toMatchObject({ code: 'AUDIT_STORE_FAILED', reason: 'timeout' });
    await land('a');
    await expect(first).resolves.toBe('a');
    expect(begun).toEqual(['a']);
  });

  it('hands the slot on when somebody who waits has left', async () => {
    const { write, begun, land } = openSlots(1);
    const leaving = new AbortController();
    const all = [write('a'), write('b', leaving.signal), write('c')];
    leaving.abort(new Error('gone'));
    await land('a');
    await land('c');
    await expect(all[1]).rejects.toThrow('gone');
    await expect(all[2]).resolves.toBe('c');
    expect(begun).toEqual(['a', 'c']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not have anybody wait who has left before', async () => {
    const { write, begun, land } = openSlots(1);
    const first = write('a');
    await expect(write('b', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    await land('a');
    await first;
    expect(begun).toEqual(['a']);
  });
});
