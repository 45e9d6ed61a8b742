import { SecretUnreadableError } from '@app/bedrock';
import { TokenKeysUnavailableError, TokenRefusedError } from '../auth/errors.js';
import { describeError } from '../logs/describe-error.js';
import { CannotDecideError, EventUnreadableError, unauthorized } from './errors.js';

/** How a request is turned away. */
export interface Refusal {
  /** `refused` by a rule, `failed` where no rule could be applied. */
  readonly outcome: 'refused' | 'failed';
  /** For the log: fixed words, and frames of a defect. */
  readonly words: object;
  /** For the runtime, and through it for API Gateway. */
  readonly answer: Error;
}

/** What becomes of an error. Only our own are quoted; of anybody else's nothing but where it happened is told. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof TokenRefusedError) {
    const { code, reason } = error;
    return { outcome: 'refused', words: { code, reason }, answer: unauthorized() };
  }
  if (error instanceof EventUnreadableError) {
    const { code, reason } = error;
    return { outcome: 'failed', words: { code, reason }, answer: error };
  }
  if (error instanceof TokenKeysUnavailableError) {
    return { outcome: 'failed', words: wordsOf(error), answer: new CannotDecideError('keys-unavailable') };
  }
  return { outcome: 'failed', words: describeError(error), answer: new CannotDecideError('defect') };
}

/** Whether it was a permission, a key or the network is what an operator needs to know next. */
function wordsOf({ code, source, reason, cause }: TokenKeysUnavailableError): object {
  return { code, source, reason, cause: cause instanceof SecretUnreadableError ? cause.reason : undefined };
}
