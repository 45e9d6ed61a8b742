import { BedrockCallError, type FailureKind } from '@app/bedrock';

/** At most this many calls after the first, on one route. */
export const MAX_RETRIES = 2;
const BASE_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;

type RetryRule = 'never' | 'after-delay' | 'if-last-route' | 'with-new-credentials';

const RETRY_RULES: Readonly<Record<FailureKind, RetryRule>> = {
  unreachable: 'if-last-route',
  'not-bedrock': 'never',
  throttled: 'after-delay',
  'model-not-ready': 'after-delay',
  internal: 'after-delay',
  timeout: 'never', // the model may be at work: a second call would be paid twice
  denied: 'with-new-credentials',
  'bad-request': 'never',
  'stream-broken': 'never',
  'client-gone': 'never',
};

/** The rule for a failed call; anything that is not a failed call is never repeated. */
export function retryRule(error: unknown): RetryRule {
  return error instanceof BedrockCallError ? RETRY_RULES[error.kind] : 'never';
}

/**
 * How long to wait before the next call: full jitter over 100 ms, 200 ms, ... (cap 5 s), and never less than Bedrock's
 * `Retry-After`. Undefined if Bedrock asks for more than the cap: then its answer goes to the caller, who can wait better.
 *
 * @param retry counts from 0.
 * @param random from 0 to below 1, as `Math.random`.
 */
export function retryDelayMs(error: unknown, retry: number, random: () => number): number | undefined {
  const jitterMs = Math.floor(random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** retry));
  const askedMs = error instanceof BedrockCallError ? (error.upstream?.retryAfterSeconds ?? 0) * 1_000 : 0;
  return askedMs > MAX_DELAY_MS ? undefined : Math.max(jitterMs, askedMs);
}
