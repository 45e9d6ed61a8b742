import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeLimit, TimeLimitError } from './time-limit.js';

/** A source whose items come when the test says so. */
function createSource(): {
  source: AsyncGenerator<number, void>;
  give: (item: number) => void;
  isEnded: () => boolean;
} {
  const waiting: ((item: number) => void)[] = [];
  let isEnded = false;
  async function* items(): AsyncGenerator<number, void> {
    try {
      for (;;) yield await new Promise<number>((resolve) => waiting.push(resolve));
    } finally {
      isEnded = true;
    }
  }
  return { source: items(), give: (item) => waiting.splice(0, 1)[0]?.(item), isEnded: () => isEnded };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('TimeLimit', () => {
  it('strikes when all takes too long', async () => {
    using limit = new TimeLimit(100);
    const { source, give } = createSource();
    const items = limit.over(source);
    const first = items.next();
    give(1);
    expect(await first).toEqual({ done: false, value: 1 });
    const second = expect(items.next()).rejects.toBeInstanceOf(TimeLimitError);
    await vi.advanceTimersByTimeAsync(100);
    await second;
  });

  it('strikes when nothing comes for too long, however often something came before', async () => {
    using limit = new TimeLimit(1_000);
    const { source, give } = createSource();
    const items = limit.over(source, 100);
    for (const item of [1, 2, 3]) {
      const next = items.next();
      await vi.advanceTimersByTimeAsync(99);
      give(item);
      expect(await next).toEqual({ done: false, value: item });
    }
    const late = expect(items.next()).rejects.toBeInstanceOf(TimeLimitError);
    await vi.advanceTimersByTimeAsync(100);
    await late;
  });

  it('ends its source when that gives its next item', async () => {
    using limit = new TimeLimit(100);
    const { source, give, isEnded } = createSource();
    const failed = expect(limit.over(source).next()).rejects.toBeInstanceOf(TimeLimitError);
    await vi.advanceTimersByTimeAsync(100);
    await failed;
    expect(isEnded()).toBe(false);
    give(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(isEnded()).toBe(true);
  });

  it('leaves no timer behind', () => {
    new TimeLimit(100)[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });
});
