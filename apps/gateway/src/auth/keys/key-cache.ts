import type { TokenKey } from './token-keys.js';

/** Reads all keys of one place. */
export type ReadKeys = (signal: AbortSignal) => Promise<readonly TokenKey[]>;

/** What a cache lets the outside decide. */
export interface KeyCacheOptions {
  readonly nowEpochMs?: () => number;
  /** Called once for each read that failed while older keys stay in use, so that it does not go unnoticed. */
  readonly onReadFailed?: (error: unknown) => void;
  /** Longest time for one read. */
  readonly readTimeoutMs?: number;
}

/** Keys older than this are read again before use: the longest that a withdrawn key still counts. */
export const KEYS_FRESH_FOR_MS = 300_000;

/**
 * Shortest time between two reads out of turn: what a flood of forged tokens can cost Secrets Manager. The first read
 * does not count, nor does one that was due by age: a secret that was just rotated in verifies at once.
 */
export const READ_AGAIN_AFTER_MS = 10_000;

/** A caller waits for this, so it is short. */
const READ_TIMEOUT_MS = 3_000;

/**
 * The keys of one place, kept for {@link KEYS_FRESH_FOR_MS}. At most one read runs at a time and whoever needs it waits
 * for that one. A read that fails leaves the keys at hand in use, however old: an outage of Secrets Manager is no
 * outage of the gateway.
 */
export class KeyCache {
  readonly #options: Required<KeyCacheOptions>;
  #keys: readonly TokenKey[] | undefined;
  #readAtEpochMs = 0;
  #askedAgainAtEpochMs = -Infinity;
  #reading: Promise<readonly TokenKey[]> | undefined;

  constructor(
    private readonly read: ReadKeys,
    options: KeyCacheOptions = {},
  ) {
    this.#options = { nowEpochMs: Date.now, onReadFailed: () => {}, readTimeoutMs: READ_TIMEOUT_MS, ...options };
  }

  /**
   * The keys, read anew where there are none or they are too old.
   *
   * @throws what `read` throws, if there are no older keys.
   */
  async keys(): Promise<readonly TokenKey[]> {
    if (this.#keys === undefined) return await this.reload();
    const isFresh = this.#options.nowEpochMs() - this.#readAtEpochMs < KEYS_FRESH_FOR_MS;
    return isFresh ? this.#keys : ((await this.#reloadIfDue()) ?? this.#keys);
  }

  /** Keys that came after `tried`, asking for them if that is due; `undefined` where there are none. Never throws. */
  async keysAfter(tried: readonly TokenKey[]): Promise<readonly TokenKey[] | undefined> {
    return this.#keys === tried ? await this.#reloadIfDue() : this.#keys;
  }

  /**
   * Reads the keys now, or waits for the read that is under way.
   *
   * @param signal ends a read that this call starts, before its own time limit does.
   * @throws what `read` throws.
   */
  async reload(signal?: AbortSignal): Promise<readonly TokenKey[]> {
    this.#reading ??= this.#readOnce(signal).finally(() => (this.#reading = undefined));
    return await this.#reading;
  }

  async #reloadIfDue(): Promise<readonly TokenKey[] | undefined> {
    const nowEpochMs = this.#options.nowEpochMs();
    const isDue = nowEpochMs - this.#askedAgainAtEpochMs >= READ_AGAIN_AFTER_MS;
    if (!isDue && this.#reading === undefined) return undefined;
    if (isDue) this.#askedAgainAtEpochMs = nowEpochMs;
    // The failure has been reported by the read itself.
    return await this.reload().catch(() => undefined);
  }

  async #readOnce(signal?: AbortSignal): Promise<readonly TokenKey[]> {
    const deadline = AbortSignal.timeout(this.#options.readTimeoutMs);
    const askedAtEpochMs = this.#options.nowEpochMs();
    try {
      this.#keys = await this.read(signal ? AbortSignal.any([signal, deadline]) : deadline);
      this.#readAtEpochMs = askedAtEpochMs;
      return this.#keys;
    } catch (error) {
      if (this.#keys !== undefined) this.#options.onReadFailed(error);
      throw error;
    }
  }
}
