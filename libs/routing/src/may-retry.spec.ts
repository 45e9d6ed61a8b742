import { CredentialsUnavailableError, type FailureKind } from '@app/bedrock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BreakerOpenError } from './errors.js';
import { MAX_RETRIES, retryDelayMs, retryRule } from './may-retry.js';
import { ALL_KINDS, failure } from './testing/failures.js';

const SEED = 20_261_122;

/** The contract's column "retry on the same route". */
const RULES: Readonly<Record<FailureKind, string>> = {
  unreachable: 'if-last-route',
  'not-bedrock': 'never',
  throttled: 'after-delay',
  'model-not-ready': 'after-delay',
  internal: 'after-delay',
  timeout: 'never',
  denied: 'with-new-credentials',
  'bad-request': 'never',
  'stream-broken': 'never',
  'client-gone': 'never',
};

describe('retryRule', () => {
  it.each(ALL_KINDS)('follows the contract for %s', (kind) => {
    expect(retryRule(failure(kind))).toBe(RULES[kind]);
  });

  it.each([
    new BreakerOpenError('vpn'),
    new CredentialsUnavailableError('missing'),
    new TypeError('throttled'),
    { kind: 'throttled' },
    undefined,
  ])('never repeats what is no failed call: %s', (error) => {
    expect(retryRule(error)).toBe('never');
  });

  it('allows two retries', () => {
    expect(MAX_RETRIES).toBe(2);
  });
});

describe('retryDelayMs', () => {
  it.each([
    { retry: 0, random: 0, delayMs: 0 },
    { retry: 0, random: 0.5, delayMs: 50 },
    { retry: 0, random: 0.999, delayMs: 99 },
    { retry: 1, random: 0.999, delayMs: 199 },
    { retry: 5, random: 0.5, delayMs: 1_600 },
    { retry: 6, random: 0.5, delayMs: 2_500 },
    { retry: 60, random: 0.999, delayMs: 4_995 },
  ])('waits $delayMs ms before retry $retry when chance says $random', ({ retry, random, delayMs }) => {
    expect(retryDelayMs(failure('internal'), retry, () => random)).toBe(delayMs);
  });

  it(`stays below the doubled base and the cap, whatever chance says (seed ${SEED})`, () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat({ max: 64 }), chance, (retry, random) => {
        const delayMs = retryDelayMs(failure('throttled'), retry, () => random);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThan(retry >= 6 ? 5_000 : ([100, 200, 400, 800, 1_600, 3_200][retry] ?? 0));
      }),
      { seed: SEED },
    );
  });

  it.each([
    { retryAfterSeconds: 0, random: 0.5, delayMs: 50 },
    { retryAfterSeconds: 0.02, random: 0.5, delayMs: 50 },
    { retryAfterSeconds: 2, random: 0.5, delayMs: 2_000 },
    { retryAfterSeconds: 5, random: 0.5, delayMs: 5_000 },
    { retryAfterSeconds: 5.001, random: 0.5, delayMs: undefined },
    { retryAfterSeconds: 3_600, random: 0, delayMs: undefined },
  ])('honours Retry-After: $retryAfterSeconds with $delayMs ms', ({ retryAfterSeconds, random, delayMs }) => {
    expect(retryDelayMs(failure('throttled', { retryAfterSeconds }), 0, () => random)).toBe(delayMs);
  });

  it('knows no Retry-After of what is no failed call', () => {
    expect(retryDelayMs(new TypeError('no call'), 0, () => 0.5)).toBe(50);
  });
});
