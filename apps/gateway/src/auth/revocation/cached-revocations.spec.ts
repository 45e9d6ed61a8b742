import { beforeEach, describe, expect, it } from 'vitest';
import { CachedRevocations, MOST_ANSWERS } from './cached-revocations.js';
import { RevocationList, type RevocableToken } from './revocation-list.js';

const TOKEN: RevocableToken = { subject: 'alice', tokenId: 'id-1', issuedAtEpochS: 1_000 };

/** A list whose answers are given by hand. */
class ScriptedList extends RevocationList {
  readonly asked: RevocableToken[] = [];
  readonly answers: PromiseWithResolvers<boolean>[] = [];
  isClosed = false;

  override isRevoked(token: RevocableToken): Promise<boolean> {
    this.asked.push(token);
    const answer = Promise.withResolvers<boolean>();
    this.answers.push(answer);
    return answer.promise;
  }

  override close(): void {
    this.isClosed = true;
  }
}

let nowEpochMs: number;
let list: ScriptedList;
let cached: CachedRevocations;

beforeEach(() => {
  nowEpochMs = 1_000_000;
  list = new ScriptedList();
  cached = new CachedRevocations(list, () => nowEpochMs);
});

/** Asks, and answers the question that this raises. */
async function ask(answer: boolean, token = TOKEN): Promise<boolean> {
  const asked = cached.isRevoked(token);
  list.answers.at(-1)?.resolve(answer);
  return await asked;
}

describe('CachedRevocations', () => {
  it('throws what the list throws where it knows nothing, and remembers no failure', async () => {
    for (const attempt of [0, 1]) {
      const asked = cached.isRevoked(TOKEN);
      list.answers[attempt]?.reject(new Error('down'));
      await expect(asked).rejects.toThrow('down');
    }
    expect(await ask(true)).toBe(true);
  });

  it('asks once for all who ask at the same time', async () => {
    const asked = [cached.isRevoked(TOKEN), cached.isRevoked({ ...TOKEN })];
    list.answers[0]?.resolve(true);
    expect(await Promise.all(asked)).toEqual([true, true]);
    expect(list.asked).toEqual([TOKEN]);
  });

  it('keeps the answers of different tokens apart', async () => {
    await ask(true);
    for (const other of [{ subject: 'bob' }, { tokenId: 'id-2' }, { issuedAtEpochS: 1_001 }]) {
      expect(await ask(false, { ...TOKEN, ...other })).toBe(false);
    }
    const { tokenId: _none, ...withoutId } = TOKEN;
    expect(await ask(false, withoutId)).toBe(false);
    expect(list.asked).toHaveLength(5);
  });

  it('asks nobody for ten seconds, then behind the caller’s back', async () => {
    await ask(false);
    nowEpochMs += 9_999;
    expect(await cached.isRevoked(TOKEN)).toBe(false);
    expect(list.asked).toHaveLength(1);
    nowEpochMs += 1;
    expect(await cached.isRevoked(TOKEN)).toBe(false);
    expect(await cached.isRevoked(TOKEN)).toBe(false);
    expect(list.asked).toHaveLength(2);
    list.answers[1]?.resolve(true);
    await expect.poll(() => cached.isRevoked(TOKEN)).toBe(true);
  });

  it('serves no answer for longer than thirty seconds after it was asked for, whatever the list does', async () => {
    const slow = cached.isRevoked(TOKEN);
    nowEpochMs += 500;
    list.answers[0]?.resolve(false);
    expect(await slow).toBe(false);
    nowEpochMs += 29_499;
    expect(await cached.isRevoked(TOKEN)).toBe(false);
    list.answers[1]?.reject(new Error('down'));
    await Promise.resolve();
    nowEpochMs += 1;
    const late = cached.isRevoked(TOKEN);
    list.answers.at(-1)?.reject(new Error('down'));
    await expect(late).rejects.toThrow('down');
  });

  it('trusts no answer from the future: the clock was set back', async () => {
    await ask(false);
    nowEpochMs -= 1;
    expect(await ask(true)).toBe(true);
  });

  it('remembers a bounded number of tokens', async () => {
    for (let issuedAtEpochS = 0; issuedAtEpochS <= MOST_ANSWERS; issuedAtEpochS += 1) {
      await ask(false, { subject: 'alice', issuedAtEpochS });
    }
    expect(await ask(true, { subject: 'alice', issuedAtEpochS: 0 })).toBe(true);
    expect(await cached.isRevoked({ subject: 'alice', issuedAtEpochS: MOST_ANSWERS })).toBe(false);
  });

  it('closes the list with itself', () => {
    cached.close();
    expect(list.isClosed).toBe(true);
  });
});
