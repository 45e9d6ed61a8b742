import { beforeEach, describe, expect, it } from 'vitest';
import { BoundedMemory } from './bounded-memory.js';

let now: number;
let memory: BoundedMemory<string>;

beforeEach(() => {
  now = 1_000;
  memory = new BoundedMemory(2, () => now);
});

describe('BoundedMemory', () => {
  it.each(['', 'a', '__proto__', 'constructor'])('knows nothing under %j at first', (key) => {
    expect(memory.recall(key)).toBeUndefined();
  });

  it('displaces the oldest when it is full', () => {
    for (const key of ['a', 'b', 'c']) memory.remember(key, key.toUpperCase());
    expect(['a', 'b', 'c'].map((key) => memory.recall(key))).toEqual([undefined, 'B', 'C']);
  });

  it('counts what is remembered again as new, and only once', () => {
    for (const key of ['a', 'b', 'a', 'c']) memory.remember(key, key.toUpperCase());
    expect(['a', 'b', 'c'].map((key) => memory.recall(key))).toEqual(['A', undefined, 'C']);
  });

  it('is good for as long as was said, and not longer', () => {
    memory.remember('a', 'A', 60_000);
    now += 59_999;
    expect(memory.recall('a')).toBe('A');
    now += 1;
    expect(memory.recall('a')).toBeUndefined();
  });

  it('remembers for good where nothing was said, until it is to forget', () => {
    memory.remember('a', 'A', 1);
    memory.remember('a', 'B');
    now = Number.MAX_SAFE_INTEGER;
    expect(memory.recall('a')).toBe('B');
    memory.forget('a');
    expect(memory.recall('a')).toBeUndefined();
  });
});
