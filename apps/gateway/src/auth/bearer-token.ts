import type { IncomingMessage } from 'node:http';
import { TokenRefusedError } from './errors.js';

/** RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1). */
const BEARER = /^bearer +(\S+) *$/i;

/**
 * The token out of the value of an `Authorization` header.
 *
 * @throws {TokenRefusedError} `missing` without a header, `malformed` for any other scheme or shape.
 */
export function parseBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw new TokenRefusedError('missing');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new TokenRefusedError('malformed');
  return token;
}

/**
 * The token of a request. From its one `Authorization` header and nowhere else: a token in a URL ends up in logs.
 *
 * @throws {TokenRefusedError} `missing`, or `malformed`, also for two such headers: Node would silently use the first,
 * a proxy in front of it perhaps the last.
 */
export function bearerTokenOf(request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string {
  const names = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization');
  if (names.length > 1) throw new TokenRefusedError('malformed');
  return parseBearer(request.headers.authorization);
}
