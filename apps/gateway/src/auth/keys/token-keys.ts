import type { CryptoKey } from 'jose';
import type { TokenAlgorithm } from '../parse-token.js';

/** A key that tokens can be verified with. Its algorithm is settled where the key is read, never by a token. */
export interface TokenKey {
  readonly algorithm: TokenAlgorithm;
  /** Name that tokens choose it by; a key without one is tried for every token. */
  readonly keyId?: string;
  /** Not extractable: it can neither be logged nor serialised. */
  readonly key: CryptoKey;
}

/**
 * Where verification keys come from.
 *
 * @example
 * const keys = await tokenKeys.find('HS256');
 * const newer = keys && (await tokenKeys.findNewer('HS256', keys));
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
   * may be among them. Takes as long as one bounded read where the keys at hand are too old.
   *
   * @throws {TokenKeysUnavailableError} when there are none and none can be read.
   */
  abstract find(algorithm: TokenAlgorithm): Promise<readonly TokenKey[] | undefined>;

  /**
   * Newer keys than `tried`, or `undefined` if there are none or it is too early to ask again. To be called when none
   * of `tried` verified a token: it may be signed with a key that was rotated in a moment ago. Never throws.
   */
  abstract findNewer(algorithm: TokenAlgorithm, tried: readonly TokenKey[]): Promise<readonly TokenKey[] | undefined>;
}
