import { setTimeout as pause } from 'node:timers/promises';
import { adoptKeys } from './adopt-keys.js';
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
  /** Waits. It has to keep the process alive: a function whose event loop is empty ends in the midst of its answer. */
  readonly pause?: (timeMs: number) => Promise<unknown>;
}

/** Keys older than this are read again before use: the longest that a withdrawn key still counts. */
export const KEYS_FRESH_FOR_MS = 300_000;

/**
 * Shortest time between two reads out of turn: what a flood of forged tokens can cost Secrets Manager, and the longest
 * that a key which was just rotated in has to wait. The first read does not count, nor does one that was due by age.
 */
export const READ_AGAIN_AFTER_MS = 1_000;

/** After a failure nobody waits for fresher keys during this time: an outage that hangs would delay every request. */
const RETRY_AFTER_MS = 10_000;

/** A caller waits for this, so it is short. */
const READ_TIMEOUT_MS = 3_000;

/** Tokens of unknown keys that wait for the next read at once. Each is a request that is held. The others are refused. */
export const MOST_WAITING = 64;

/**
 * The keys of one place, kept for {@link KEYS_FRESH_FOR_MS}. At most one read runs at a time and whoever needs it waits
 * for that one. A read that fails leaves the keys at hand in use, however old: an outage of Secrets Manager is no
 * outage of the gateway.
 */
export class KeyCache {
  readonly #options: Required<KeyCacheOptions>;
  #keys: readonly TokenKey[] | undefined;
  #readAtEpochMs = 0;
  #failedAtEpochMs = -Infinity;
  #askedAgainAtEpochMs = -Infinity;
  #reading: Promise<readonly TokenKey[]> | undefined;
  #next: Promise<void> | undefined;
  #waiting = 0;

  constructor(
    private readonly read: ReadKeys,
    options: KeyCacheOptions = {},
  ) {
    const defaults = { nowEpochMs: Date.now, onReadFailed: () => {}, readTimeoutMs: READ_TIMEOUT_MS, pause };
    this.#options = { ...defaults, ...options };
  }

  /**
   * The keys, read anew where there are none or they are too old.
   *
   * @throws what `read` throws, if there are no older keys.
   */
  async keys(): Promise<readonly TokenKey[]> {
    if (this.#keys === undefined) return await this.reload();
    if (!this.#hasPassed(this.#readAtEpochMs, KEYS_FRESH_FOR_MS)) return this.#keys;
    if (this.#hasPassed(this.#failedAtEpochMs, RETRY_AFTER_MS)) await this.#tryToReload();
    return this.#keys;
  }

  /**
   * Other keys than `tried`: those that came meanwhile, or those of a read that begins now if one is due. `undefined`
   * where there are none. Never throws.
   *
   * @param mayWait until a read is due, if there is room among those who do.
   */
  async keysAfter(tried: readonly TokenKey[], mayWait: boolean): Promise<readonly TokenKey[] | undefined> {
    // A read under way may have begun before the key was there; it settles the matter only if it brings something new.
    if (this.#keys === tried && this.#reading !== undefined) await this.#tryToReload();
    if (this.#keys === tried) await this.#readOutOfTurn(mayWait);
    return this.#keys === tried ? undefined : this.#keys;
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

  async #readOutOfTurn(mayWait: boolean): Promise<void> {
    if (this.#hasPassed(this.#askedAgainAtEpochMs, READ_AGAIN_AFTER_MS)) return await this.#readAgain();
    if (!mayWait || this.#waiting >= MOST_WAITING) return undefined;
    this.#waiting += 1;
    this.#next ??= this.#readWhenDue().finally(() => (this.#next = undefined));
    return await this.#next.finally(() => (this.#waiting -= 1));
  }

  async #readWhenDue(): Promise<void> {
    const passedMs = this.#options.nowEpochMs() - this.#askedAgainAtEpochMs;
    await this.#options.pause(READ_AGAIN_AFTER_MS - passedMs);
    await this.#readAgain();
  }

  async #readAgain(): Promise<void> {
    this.#askedAgainAtEpochMs = this.#options.nowEpochMs();
    await this.#tryToReload();
  }

  /** The failure has been reported by the read itself. */
  async #tryToReload(): Promise<void> {
    await this.reload().catch(() => undefined);
  }

  async #readOnce(signal?: AbortSignal): Promise<readonly TokenKey[]> {
    const deadline = AbortSignal.timeout(this.#options.readTimeoutMs);
    const askedAtEpochMs = this.#options.nowEpochMs();
    try {
      const read = await this.read(signal ? AbortSignal.any([signal, deadline]) : deadline);
      this.#readAtEpochMs = askedAtEpochMs;
      return (this.#keys = adoptKeys(this.#keys ?? [], read));
    } catch (error) {
      this.#failedAtEpochMs = askedAtEpochMs;
      if (this.#keys !== undefined) this.#options.onReadFailed(error);
      throw error;
    }
  }

  /** A clock that was set back must not stop the reading: then everything is due. */
  #hasPassed(sinceEpochMs: number, timeMs: number): boolean {
    const passedMs = this.#options.nowEpochMs() - sinceEpochMs;
    return passedMs < 0 || passedMs >= timeMs;
  }
}
