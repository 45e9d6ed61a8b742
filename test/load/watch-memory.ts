import type { ForkedGateway } from '../support/fork-gateway.js';

const INTERVAL_MS = 100;

/** Looks at the memory of a gateway until it is disposed of. */
export class MemoryWatch implements Disposable {
  #peakBytes = 0;
  readonly #timer = setInterval(() => this.#look(), INTERVAL_MS);

  constructor(private readonly gateway: Pick<ForkedGateway, 'residentBytes'>) {}

  /** The most that was seen; 0 where the system does not tell. */
  get peakBytes(): number {
    this.#look();
    return this.#peakBytes;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#peakBytes = Math.max(this.#peakBytes, this.gateway.residentBytes() ?? 0);
  }
}
