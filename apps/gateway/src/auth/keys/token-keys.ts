import type { CryptoKey } from 'jose';
import type { TokenAlgorithm, TokenHeader } from '../parse-token.js';

/** A key that tokens can be verified with. Its algorithm is settled where the key is read, never by a token. */
export interface TokenKey {
  readonly algorithm: TokenAlgorithm;
  /** Name that tokens choose it by; a key without one is tried for every token. */
  readonly keyId?: string;
  /** Not extractable: it can neither be logged nor serialised. */
  readonly key: CryptoKey;
  /** From `fingerprintOf`: the same for the same key, however often it is read. */
  readonly fingerprint: string;
  /** From then on the key verifies nothing, in milliseconds since 1970; undefined for a key that is in use. */
  readonly retiresAtEpochMs?: number;
}

/** Whether a key verifies tokens at that time. */
export function isInUse({ retiresAtEpochMs }: TokenKey, nowEpochMs: number): boolean {
  return retiresAtEpochMs === undefined || nowEpochMs < retiresAtEpochMs;
}

/** Those of a list that verify tokens at that time. */
export function keysInUse(keys: readonly TokenKey[], nowEpochMs: number): readonly TokenKey[] {
  return keys.filter((key) => isInUse(key, nowEpochMs));
}

/**
 * Where verification keys come from.
 *
 * @example
 * const keys = await tokenKeys.find('HS256');
 * const newer = keys && (await tokenKeys.findNewer(header, keys));
 */
export abstract class TokenKeys {
  /**
   * Reads what must be there before the first request.
   *
   * @throws {TokenKeysUnavailableError} when it cannot be read.
   */
  abstract load(signal: AbortSignal): Promise<void>;

  /**
   * The keys of the place that is responsible for an algorithm, or `undefined` where none is. Keys of other algorithms
   * may be among them, and keys that are retired. A key that was there before is the same object as before. Takes as
   * long as one bounded read where the keys at hand are too old.
   *
   * @throws {TokenKeysUnavailableError} when there are none and none can be read.
   */
  abstract find(algorithm: TokenAlgorithm): Promise<readonly TokenKey[] | undefined>;

  /**
   * Other keys than `tried`, or `undefined` if there are none or it is too early to ask again. To be called when none
   * of `tried` verified a token: it may be signed with a key that was rotated in a moment ago. A token that names a key
   * which is not among `tried` waits until it is not too early any more, about a second. Never throws.
   */
  abstract findNewer(header: TokenHeader, tried: readonly TokenKey[]): Promise<readonly TokenKey[] | undefined>;
}
