import { parseBearer } from '../auth/bearer-token.js';
import { TokenRefusedError } from '../auth/errors.js';
import { membersOf, type JsonMembers } from '../config/parse-json-object.js';

/**
 * The token of an event. From its one `Authorization` header and nowhere else, as in the gateway itself.
 *
 * API Gateway gives each header twice: in `headers` with its last value, in `multiValueHeaders` with all of them. Both
 * are looked at, so that two tokens are never taken for one.
 *
 * @throws {TokenRefusedError} `missing`; `malformed` for more than one value or anything but a bearer token.
 */
export function tokenOfEvent(event: JsonMembers): string {
  const single = authorizationsIn(event.get('headers'));
  const listed = authorizationsIn(event.get('multiValueHeaders')).flat();
  const different = new Set([...single, ...listed]);
  const [value] = different;
  const isOne = Math.max(single.length, listed.length, different.size) <= 1;
  if (!isOne || (value !== undefined && typeof value !== 'string')) throw new TokenRefusedError('malformed');
  return parseBearer(value);
}

/** Values under the header's name in any spelling. The console's test sends `null` for what is not there. */
function authorizationsIn(headers: unknown): readonly unknown[] {
  return [...(membersOf(headers) ?? [])]
    .filter(([name, value]) => name.toLowerCase() === 'authorization' && value !== null && value !== undefined)
    .map(([, value]) => value);
}
