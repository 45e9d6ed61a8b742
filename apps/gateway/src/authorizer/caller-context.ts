import type { Caller } from '../auth/caller.js';
import { encodeText } from './encode-text.js';

/** API Gateway documents no limit for the context; this is half of what it takes for a policy of an API. */
const MOST_CONTEXT_CHARACTERS = 4_096;

/**
 * The caller for API Gateway's logs and for `requestContext.authorizer`: information, never a basis for a decision.
 *
 * Strings only, as API Gateway refuses lists and `null`. Lists are separated by spaces, which no entry holds once it is
 * encoded. What the token does not name is missing; so is what does not fit, a whole list rather than half of one.
 */
export function callerContextOf(caller: Caller): Record<string, string> {
  // By worth: what comes later gives way.
  const values: readonly (readonly [string, string])[] = [
    ['expiresAtEpochS', String(caller.expiresAtEpochS)],
    ['permissions', listOf(caller.permissions)],
    ['routes', listOf(caller.routes)],
    ['tenant', caller.tenant ?? ''],
    ['subject', encodeText(caller.subject)],
    ['tokenId', encodeText(caller.tokenId ?? '')],
    ['classifications', listOf(caller.classifications)],
    ['models', listOf(caller.models)],
  ];
  return Object.fromEntries(fitting(values.filter(([, value]) => value !== '')));
}

function listOf(entries: Iterable<string>): string {
  return Array.from(entries, encodeText).join(' ');
}

function fitting(values: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  let left = MOST_CONTEXT_CHARACTERS;
  return values.filter(([name, value]) => {
    const fits = name.length + value.length <= left;
    if (fits) left -= name.length + value.length;
    return fits;
  });
}
