import { TokenKeysUnavailableError } from '../errors.js';

/** What the log says when keys could not be read anew. Only messages of ours are known to hold nothing that must not be in a log. */
export function oldKeysWarning(error: unknown): string {
  const what = error instanceof TokenKeysUnavailableError ? error.message : 'The token keys could not be read';
  return `${what}. The keys read before stay in use.`;
}
