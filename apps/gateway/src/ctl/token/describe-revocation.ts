import { readOptions } from '../../auth/command/read-options.js';
import { TokenArgumentError } from '../../auth/command/token-argument.error.js';
import { REVOCATION_OPTIONS, toRevocation } from '../../auth/command/to-revocation.js';
import { CtlError } from '../ctl.error.js';

/**
 * What a revocation would do, as one line of JSON. Nothing is asked and nothing changed.
 *
 * @throws {CtlError} `usage` where the words describe none.
 */
export function describeRevocation(words: readonly string[], nowEpochMs: number): string {
  try {
    const revocation = toRevocation(readOptions(words, REVOCATION_OPTIONS), nowEpochMs);
    const wouldRevoke =
      revocation.kind === 'token'
        ? { jti: revocation.tokenId }
        : { sub: revocation.subject, issuedBefore: new Date(revocation.beforeEpochS * 1_000).toISOString() };
    return `${JSON.stringify({ dryRun: true, wouldRevoke })}\n`;
  } catch (error) {
    if (error instanceof TokenArgumentError) throw new CtlError('usage', error.message, 'ctl help token');
    throw error;
  }
}
