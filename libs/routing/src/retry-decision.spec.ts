import { describe, expect, it } from 'vitest';
import { RetryDecision } from './retry-decision.js';
import { failure } from './testing/failures.js';
import { createDeadline } from './testing/requests.js';

const NOW = 10_000;
const chance = { now: () => NOW, random: () => 0.5 };
const decide = (endsAtEpochMs = Infinity, hasNextRoute?: boolean): RetryDecision =>
  new RetryDecision(
    { deadline: createDeadline(endsAtEpochMs), ...(hasNextRoute === undefined ? {} : { hasNextRoute }) },
    chance,
  );

describe('RetryDecision', () => {
  it('lets a failure stand after two retries, whose bounds double', () => {
    const decision = decide();
    const delays = [1, 2, 3].map(() => decision.grantDelayMs(failure('internal')));

    expect(delays).toEqual([50, 100, undefined]);
  });

  it.each([
    { leftMs: 49, delayMs: undefined },
    { leftMs: 50, delayMs: undefined },
    { leftMs: 51, delayMs: 50 },
  ])('answers $delayMs to a wait of 50 ms when the deadline leaves $leftMs ms', ({ leftMs, delayMs }) => {
    expect(decide(NOW + leftMs).grantDelayMs(failure('throttled'))).toBe(delayMs);
  });

  it('spends no retry on a wait that the deadline forbids', () => {
    const decision = decide(NOW + 1_000);

    expect(decision.grantDelayMs(failure('throttled', { retryAfterSeconds: 2 }))).toBeUndefined();
    expect(decision.grantDelayMs(failure('throttled'))).toBe(50);
    expect(decision.grantDelayMs(failure('throttled'))).toBe(100);
  });

  it.each([
    { hasNextRoute: true, delayMs: undefined },
    { hasNextRoute: false, delayMs: 50 },
    { hasNextRoute: undefined, delayMs: 50 },
  ])('answers $delayMs for an unreachable route when a next one is there: $hasNextRoute', (given) => {
    expect(decide(Infinity, given.hasNextRoute).grantDelayMs(failure('unreachable'))).toBe(given.delayMs);
  });

  it('grants new credentials once, and only to a call that was denied', () => {
    const decision = decide();

    expect(decision.grantRenewal(failure('throttled'))).toBe(false);
    expect(decision.grantRenewal(failure('denied'))).toBe(true);
    expect(decision.grantRenewal(failure('denied'))).toBe(false);
    expect(decision.grantDelayMs(failure('denied'))).toBeUndefined();
  });

  it('counts new credentials among the two retries', () => {
    const first = decide();
    first.grantRenewal(failure('denied'));
    const delays = [1, 2].map(() => first.grantDelayMs(failure('throttled')));
    const last = decide();
    [1, 2].forEach(() => last.grantDelayMs(failure('throttled')));

    expect(delays).toEqual([100, undefined]);
    expect(last.grantRenewal(failure('denied'))).toBe(false);
  });
});
