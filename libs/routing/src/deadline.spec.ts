import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDeadline } from './deadline.js';

const never = (): AbortSignal => new AbortController().signal;

beforeEach(() => vi.useFakeTimers({ now: 1_000 }));
afterEach(() => vi.useRealTimers());

describe('startDeadline', () => {
  it('fires with a TimeoutError when its time is up, and not a millisecond before', () => {
    const deadline = startDeadline(250, never());

    vi.advanceTimersByTime(249);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);

    expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('says when it ends, by the clock it is given', () => {
    using byDefault = startDeadline(250, never());
    using byOwnClock = startDeadline(250, never(), () => 7_000);

    expect([byDefault.endsAtEpochMs, byOwnClock.endsAtEpochMs]).toEqual([1_250, 7_250]);
  });

  it('ends early with the reason of its parent', () => {
    const parent = new AbortController();
    using deadline = startDeadline(250, parent.signal);
    const gone = new Error('caller went away');

    parent.abort(gone);
    vi.advanceTimersByTime(250);

    expect(deadline.signal.reason).toBe(gone);
  });

  it('has ended from the start when its parent has', () => {
    const gone = new Error('caller went away');
    using deadline = startDeadline(250, AbortSignal.abort(gone));

    expect(deadline.signal.reason).toBe(gone);
  });

  it('leaves no timer and no listener behind once disposed', () => {
    const parent = new AbortController();
    const deadline = startDeadline(250, parent.signal);

    deadline[Symbol.dispose]();
    parent.abort();
    vi.advanceTimersByTime(1_000);

    expect(vi.getTimerCount()).toBe(0);
    expect(deadline.signal.aborted).toBe(false);
  });
});
