import { importJWK, type JWK } from 'jose';
import { membersOf, parseJsonObject, type JsonMembers } from '../../config/parse-json-object.js';
import { KEY_ID, type TokenAlgorithm } from '../parse-token.js';
import { fingerprintOf } from './key-fingerprint.js';
import type { TokenKey } from './token-keys.js';

/** Public providers publish up to about ten keys; each one costs a verification for every token that none of them signed. */
const MOST_KEYS = 20;

/** RSA keys shorter than 2048 bits are not used. Source: RFC 7518, section 3.3. */
const LEAST_MODULUS_BYTES = 256;

/**
 * Reads the keys of a JSON Web Key Set (RFC 7517) that can verify RS256 or ES256. Keys of other kinds or for other uses
 * are passed over, as the RFC asks, and so is one that carries its private part: it is nobody's secret any more.
 *
 * @returns `undefined` for text that is no key set; an empty list for a set without a usable key.
 */
export async function parseKeySet(text: string): Promise<readonly TokenKey[] | undefined> {
  const listed = parseList(text);
  if (listed === undefined) return undefined;
  const keys = await Promise.all(listed.slice(0, MOST_KEYS).map(importKey));
  return keys.filter((key) => key !== undefined);
}

function parseList(text: string): readonly JsonMembers[] | undefined {
  const keys = parseJsonObject(text)?.get('keys');
  return Array.isArray(keys) ? keys.map(membersOf).filter((members) => members !== undefined) : undefined;
}

async function importKey(members: JsonMembers): Promise<TokenKey | undefined> {
  const jwk = publicPartOf(members);
  if (jwk === undefined || !isForSignatures(members, jwk.alg)) return undefined;
  const keyId = members.get('kid');
  // A point off the curve or a modulus of nonsense: passed over like any other key that cannot be used.
  const key = await importJWK({ ...jwk }, jwk.alg).catch(() => undefined);
  if (key === undefined || key instanceof Uint8Array) return undefined;
  const name = typeof keyId === 'string' && KEY_ID.test(keyId) ? { keyId } : {};
  const fingerprint = fingerprintOf(JSON.stringify(jwk));
  return { algorithm: jwk.alg, key, fingerprint, ...name };
}

/** Picks the public members of the two kinds of key, so that nothing else of what was fetched is ever imported. */
function publicPartOf(members: JsonMembers): (JWK & { readonly alg: TokenAlgorithm }) | undefined {
  const [kty, n, e, crv, x, y] = ['kty', 'n', 'e', 'crv', 'x', 'y'].map((name) => textOf(members.get(name)));
  if (members.has('d')) return undefined;
  const isLong = Buffer.from(n ?? '', 'base64url').length >= LEAST_MODULUS_BYTES;
  if (kty === 'RSA' && n && e && isLong) return { kty, n, e, alg: 'RS256' };
  if (kty === 'EC' && crv === 'P-256' && x && y) return { kty, crv, x, y, alg: 'ES256' };
  return undefined;
}

function textOf(member: unknown): string | undefined {
  return typeof member === 'string' ? member : undefined;
}

function isForSignatures(members: JsonMembers, algorithm: TokenAlgorithm): boolean {
  const [alg, use, operations] = [members.get('alg'), members.get('use'), members.get('key_ops')];
  const verifies = operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  return (alg === undefined || alg === algorithm) && (use === undefined || use === 'sig') && verifies;
}
