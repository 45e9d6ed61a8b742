import { describeError, type ErrorFacts } from '../../logs/describe-error.js';
import { TokenKeysUnavailableError, type KeyFailure, type KeySourceName } from '../errors.js';

/** What the log says when keys could not be read anew: those from before stay in use. */
export type OldKeysWarning = { readonly event: 'token-keys-old' } & (
  | { readonly code: TokenKeysUnavailableError['code']; readonly source: KeySourceName; readonly reason: KeyFailure }
  | ErrorFacts
);

/** Says which keys and why, in words of ours. */
export function oldKeysWarning(error: unknown): OldKeysWarning {
  if (!(error instanceof TokenKeysUnavailableError)) return { event: 'token-keys-old', ...describeError(error) };
  const { code, source, reason } = error;
  return { event: 'token-keys-old', code, source, reason };
}
