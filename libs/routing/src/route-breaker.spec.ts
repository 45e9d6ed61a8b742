import type { FailureKind } from '@app/bedrock';
import { CircuitState, isBrokenCircuitError } from 'cockatiel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouteBreaker, RouteBreaker } from './route-breaker.js';
import { ALL_KINDS, failure } from './testing/failures.js';

const { Closed, Open } = CircuitState;

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

/** Feeds outcomes (`f` failed, `s` succeeded), `everyMs` apart; says after which of them the breaker wants to open. */
function opensAfter(breaker: RouteBreaker, outcomes: string, everyMs = 0): number | undefined {
  for (const [index, outcome] of outcomes.split('').entries()) {
    if (outcome === 's') breaker.success(Closed);
    else if (breaker.failure(Closed)) return index + 1;
    vi.advanceTimersByTime(everyMs);
  }
  return undefined;
}

describe('RouteBreaker', () => {
  it.each([
    { outcomes: 'ffff', opens: undefined, because: 'four in a row are not five' },
    { outcomes: 'fffff', opens: 5, because: 'five are in a row' },
    { outcomes: 'ffffsffff', opens: undefined, because: 'a success ends the row' },
    { outcomes: 'sfffff', opens: 6, because: 'five are in a row after a success' },
    { outcomes: 'sf'.repeat(9) + 'sf', opens: 20, because: 'ten of twenty failed' },
    { outcomes: 'sf'.repeat(9) + 'f', opens: undefined, because: 'nineteen calls are too few' },
    { outcomes: 's' + 'sf'.repeat(9) + 'f', opens: 20, because: 'ten of twenty failed, the last two in a row' },
    { outcomes: 'ss' + 'sf'.repeat(9) + 's', opens: undefined, because: 'nine of twenty-one are less than half' },
    { outcomes: 'sss' + 'sf'.repeat(20), opens: undefined, because: 'less than half ever failed' },
    { outcomes: 'sss' + 'sf'.repeat(9) + 'fff', opens: 24, because: 'twelve of twenty-four failed' },
  ])('answers $opens to $outcomes: $because', ({ outcomes, opens }) => {
    expect(opensAfter(new RouteBreaker(), outcomes)).toBe(opens);
  });

  it('counts a row however long it takes', () => {
    expect(opensAfter(new RouteBreaker(), 'fffff', 60_000)).toBe(5);
  });

  it('still sees a call that is 29 seconds old', () => {
    const breaker = new RouteBreaker();
    opensAfter(breaker, 'sf'.repeat(9) + 's');
    vi.advanceTimersByTime(29_000);

    expect(breaker.failure(Closed)).toBe(true);
  });

  it('has forgotten a call that is 30 seconds old', () => {
    const breaker = new RouteBreaker();
    opensAfter(breaker, 'sf'.repeat(9) + 's');
    vi.advanceTimersByTime(30_000);

    expect(breaker.failure(Closed)).toBe(false);
  });

  it('forgets second by second, not all at once', () => {
    const breaker = new RouteBreaker();

    // One call a second: thirty are in the window, fifteen of them failures, so it opens as soon as there are twenty.
    expect(opensAfter(breaker, 'sf'.repeat(30), 1_000)).toBe(20);
    // One call in two seconds: never more than fifteen in the window.
    expect(opensAfter(new RouteBreaker(), 'sf'.repeat(60), 2_000)).toBeUndefined();
  });

  it('starts a new window and a new row when it closes, so that old failures do not reopen it', () => {
    const breaker = new RouteBreaker();
    opensAfter(breaker, 'sf'.repeat(10));

    breaker.success(CircuitState.HalfOpen);

    expect(opensAfter(breaker, 'ffff')).toBeUndefined();
    // With the success that closed it these are 19 calls with 9 failures, and then 20 with 10.
    expect(opensAfter(breaker, 'ssss' + 'sf'.repeat(5) + 'f')).toBe(15);
  });

  it('opens again at once when the call that should close it fails', () => {
    expect(new RouteBreaker().failure(CircuitState.HalfOpen)).toBe(true);
  });
});

describe('createRouteBreaker', () => {
  const fail = (breaker: ReturnType<typeof createRouteBreaker>, kind: FailureKind): Promise<unknown> =>
    breaker.execute(() => Promise.reject(failure(kind))).catch((error: unknown) => error);

  it.each(ALL_KINDS)('opens on five outcomes %s only if they are the fault of the route', async (kind) => {
    const breaker = createRouteBreaker();
    for (let call = 1; call <= 5; call += 1) await fail(breaker, kind);

    expect(breaker.state).toBe(kind === 'unreachable' || kind === 'not-bedrock' ? Open : Closed);
  });

  it('neither counts other kinds nor lets them end a row', async () => {
    const breaker = createRouteBreaker();
    const kinds = ['unreachable', 'not-bedrock', 'timeout', 'unreachable', 'unreachable', 'client-gone'] as const;
    for (const kind of kinds) await fail(breaker, kind);
    expect(breaker.state).toBe(Closed);

    await fail(breaker, 'not-bedrock');

    expect(breaker.state).toBe(Open);
  });

  it('refuses until 10 s have passed since it opened', async () => {
    const breaker = createRouteBreaker();
    for (let call = 1; call <= 5; call += 1) await fail(breaker, 'unreachable');
    const call = vi.fn(() => Promise.resolve('answered'));

    vi.advanceTimersByTime(9_999);
    await expect(breaker.execute(call)).rejects.toSatisfy(isBrokenCircuitError);
    expect(call).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);

    await expect(breaker.execute(call)).resolves.toBe('answered');
    expect(breaker.state).toBe(Closed);
  });
});
