import type { KeyCache } from './key-cache.js';
import type { TokenAlgorithm, TokenHeader } from '../parse-token.js';
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
 * whatever a token's header says. `kid` only chooses among the keys of that place, and `iss` chooses nothing: it is
 * held against the issuer of the place once the signature holds (`issuerRulesFor`).
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

  /** Only a name that nobody has seen is worth waiting for: a wrong signature under a known one is a forgery. */
  override async findNewer(
    { algorithm, keyId }: TokenHeader,
    tried: readonly TokenKey[],
  ): Promise<readonly TokenKey[] | undefined> {
    const isUnknown = keyId !== undefined && !tried.some((key) => key.keyId === keyId);
    return await this.#placeOf[algorithm]?.keysAfter(tried, isUnknown);
  }
}
