import { MOST_LIFETIME_SECONDS } from '../../config/tokens-config.js';
import { CLOCK_SKEW_SECONDS, PRINTABLE_NAME } from '../check-claims.js';
import type { Options } from './read-options.js';
import { TokenArgumentError } from './token-argument.error.js';

/** What of a revocation can be said. */
export const REVOCATION_OPTIONS = ['jti', 'sub', 'before'] as const;

/** What is to be revoked. All times are in seconds since 1970. */
export type Revocation = {
  /** From then on every token that this concerns has ended by itself. */
  readonly goneAtEpochS: number;
} & (
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'subject'; readonly subject: string; readonly beforeEpochS: number }
);

/** A date alone, or a time without a zone, would be read in more than one way. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Turns options into a revocation.
 *
 * @throws {TokenArgumentError} unless there is either a token or a subject, and a time that is one.
 */
export function toRevocation(options: Options<(typeof REVOCATION_OPTIONS)[number]>, nowEpochMs: number): Revocation {
  const [tokenId, subject, before] = REVOCATION_OPTIONS.map((name) => options.get(name));
  if ((tokenId === undefined) === (subject === undefined)) {
    throw new TokenArgumentError('command line', 'takes either --jti or --sub');
  }
  const nowEpochS = Math.floor(nowEpochMs / 1_000);
  if (tokenId === undefined) return revocationOfSubject(nameOf('--sub', subject), before, nowEpochS);
  if (before !== undefined) throw new TokenArgumentError('--before', 'goes with --sub only');
  return { kind: 'token', tokenId: nameOf('--jti', tokenId), goneAtEpochS: goneAt(nowEpochS) };
}

/** Tokens say when they were issued in whole seconds: those of this very second were issued before now. */
function revocationOfSubject(subject: string, before: string | undefined, nowEpochS: number): Revocation {
  const beforeEpochS = before === undefined ? nowEpochS + 1 : secondsOf(before);
  return { kind: 'subject', subject, beforeEpochS, goneAtEpochS: goneAt(Math.max(nowEpochS, beforeEpochS)) };
}

/**
 * The longest life that can be configured, not the one that is: a gateway that is told to take longer-lived tokens
 * tomorrow must not take back those that are revoked today. Clocks may differ at both ends.
 */
function goneAt(issuedAtEpochS: number): number {
  return issuedAtEpochS + MOST_LIFETIME_SECONDS + 2 * CLOCK_SKEW_SECONDS;
}

function nameOf(option: string, text: string | undefined): string {
  if (text !== undefined && PRINTABLE_NAME.test(text)) return text;
  throw new TokenArgumentError(option, 'takes 1 to 256 printable characters');
}

function secondsOf(text: string): number {
  const epochMs = ISO_TIME.test(text) ? Date.parse(text) : NaN;
  if (epochMs >= 0) return Math.ceil(epochMs / 1_000);
  throw new TokenArgumentError('--before', 'takes a time with its zone, e.g. 2026-01-31T12:00:00Z');
}
