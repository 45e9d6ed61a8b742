import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from './recently-used.js';

describe('RecentlyUsed', () => {
  it('keeps at most as many as it may, and those that were asked for last', () => {
    const made: string[] = [];
    const kept = new RecentlyUsed<string>(2);
    const get = (key: string): string => kept.get(key, () => (made.push(key), key));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key);
    // b went when c came, as a had been asked for since.
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
});
