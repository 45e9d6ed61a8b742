import type { StoreFailure } from './errors.js';

/** When and how the store was last proven by a real write, for `/status`. */
export interface StoreProof {
  /** What the last write showed. `unknown` until there was one. */
  readonly state: 'up' | 'down' | 'unknown';
  readonly provenAtEpochMs?: number;
  /** How long the last write that landed took, without the tries that failed before it. */
  readonly latencyMs?: number;
  readonly failedAtEpochMs?: number;
  readonly reason?: StoreFailure;
}

/** Remembers what the last writes showed. */
export class StoreProofKeeper {
  #proof: StoreProof = { state: 'unknown' };

  constructor(private readonly now: () => number) {}

  get last(): StoreProof {
    return this.#proof;
  }

  /** Runs one try of a write; its success is a proof. One that was given up and lands later is a proof, too. */
  async observe<T>(write: () => Promise<T>): Promise<T> {
    const startedAtEpochMs = this.now();
    const result = await write();
    const provenAtEpochMs = this.now();
    this.#proof = { ...this.#proof, state: 'up', provenAtEpochMs, latencyMs: provenAtEpochMs - startedAtEpochMs };
    return result;
  }

  /** All tries of a write are over, and none succeeded. */
  failed(reason: StoreFailure): void {
    this.#proof = { ...this.#proof, state: 'down', failedAtEpochMs: this.now(), reason };
  }
}
