import type { KeyCache } from './key-cache.js';
import type { TokenAlgorithm } from '../parse-token.js';
import { TokenKeys, type TokenKey } from './token-keys.js';

/** The places that keys come from. */
export interface KeyPlaces {
  /** The shared secret: HS256, nothing else. */
  readonly secret: KeyCache;
  /** The public keys: RS256 and ES256, nothing else. */
  readonly keySet?: KeyCache;
}

/**
 * Keeps shared secrets and public keys apart. The algorithm leads to the place, so a public key never comes near HS256,
 * whatever a token's header says.
 */
export class TokenKeyRing extends TokenKeys {
  readonly #placeOf: Readonly<Record<TokenAlgorithm, KeyCache | undefined>>;

  constructor(private readonly places: KeyPlaces) {
    super();
    this.#placeOf = { HS256: places.secret, RS256: places.keySet, ES256: places.keySet };
  }

  /** Reads the secret only: starting needs Secrets Manager and nothing else, the key set is read when first needed. */
  override async load(signal: AbortSignal): Promise<void> {
    await this.places.secret.reload(signal);
  }

  override async find(algorithm: TokenAlgorithm): Promise<readonly TokenKey[] | undefined> {
    return await this.#placeOf[algorithm]?.keys();
  }

  override async findNewer(
    algorithm: TokenAlgorithm,
    tried: readonly TokenKey[],
  ): Promise<readonly TokenKey[] | undefined> {
    return await this.#placeOf[algorithm]?.keysAfter(tried);
  }
}
