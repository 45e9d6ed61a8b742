import { hasDuplicateKey } from '../config/has-duplicate-key.js';
import { parseJsonObject, type JsonMembers } from '../config/parse-json-object.js';
import { isNestedTooDeep } from '../inference/is-nested-too-deep.js';
import { TokenRefusedError } from './errors.js';

/** How a token may be signed. Closed: `none` and everything else is refused before any key is looked at. */
export const TOKEN_ALGORITHMS = ['HS256', 'RS256', 'ES256'] as const;

/** A way of signing tokens. */
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** What a token says about its own signature. Nothing in it is proven yet. */
export interface TokenHeader {
  readonly algorithm: TokenAlgorithm;
  /** Names a key. Only ever compared with the names of keys that we hold, never used as a path, a query or an address. */
  readonly keyId?: string;
}

/** Longest token in characters. Node takes 16 KiB of headers in all, API Gateway 10 KiB. */
export const LONGEST_TOKEN = 8_192;

/** Three parts of base64url, none of them empty: neither an unsigned token nor a JWE (five parts). */
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Claims of identity providers nest to three or four levels. */
const DEEPEST_JSON = 16;

/**
 * The only header parameters that are let through. Those that bring or name a key of the sender's choice (`jwk`,
 * `jku`, `x5u`, `x5c`), change the rules (`crit`, `b64`, `zip`) or nest a token (`cty`) are not among them.
 */
const KNOWN_PARAMETERS: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256']);

/** What keys may be called: printable ASCII, as some providers use base64 with `/`, `+` and `=`. */
export const KEY_ID = /^[\x20-\x7e]{1,256}$/;

/**
 * Reads the header of a token, and refuses what no token of ours looks like.
 *
 * @throws {TokenRefusedError} `too-large`, `malformed`, `header` or `algorithm`.
 */
export function parseToken(token: string): TokenHeader {
  if (token.length > LONGEST_TOKEN) throw new TokenRefusedError('too-large');
  if (!COMPACT_JWS.test(token) || !token.split('.').every(isCanonical)) throw new TokenRefusedError('malformed');
  const header = decodeJsonObject(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url'));
  const keyId = header.get('kid');
  const typ = header.get('typ');
  const known = [...header.keys()].every((name) => KNOWN_PARAMETERS.has(name));
  if (!known || (typ !== undefined && typ !== 'JWT')) throw new TokenRefusedError('header');
  const algorithm = TOKEN_ALGORITHMS.find((name) => name === header.get('alg'));
  if (algorithm === undefined) throw new TokenRefusedError('algorithm');
  if (keyId === undefined) return { algorithm };
  if (typeof keyId !== 'string' || !KEY_ID.test(keyId)) throw new TokenRefusedError('header');
  return { algorithm, keyId };
}

/**
 * Reads a JSON object out of bytes of a token.
 *
 * @throws {TokenRefusedError} `malformed` for broken UTF-8 or JSON, anything but an object, a name given twice, or JSON
 *   that is nested deeper than any token's.
 */
export function decodeJsonObject(bytes: Uint8Array): JsonMembers {
  const text = decodeUtf8(bytes);
  const members = isNestedTooDeep(text, DEEPEST_JSON) ? undefined : parseJsonObject(text);
  if (members === undefined || hasDuplicateKey(text)) throw new TokenRefusedError('malformed');
  return members;
}

/** Bits that decode to nothing must be zero, or one token could be written in several ways. RFC 4648, section 3.5. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TokenRefusedError('malformed');
  }
}
