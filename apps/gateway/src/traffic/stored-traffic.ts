import { readTrafficSetting, TrafficPolicy, type TrafficSetting, type TrafficSplit } from '@app/routing';
import { trafficNews, type TrafficNews } from './traffic-news.js';
import type { TrafficSource } from './traffic-source.js';

/** What is older than this is read anew as soon as it is used. */
export const FRESH_FOR_MS = 5_000;
const READ_TIMEOUT_MS = 2_000;

/** What is around the policy; a test may have it otherwise. */
export interface TrafficSurroundings {
  readonly onNews?: (news: TrafficNews) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * The operator's split as it was read last.
 *
 * No request ever waits for it: it is read in the background, at most every {@link FRESH_FOR_MS} while it is in use and
 * never twice at a time. What cannot be read, or is no split, leaves in force what was read before. There is no timer: a
 * function that is frozen misses nothing.
 */
export class StoredTraffic extends TrafficPolicy {
  #setting: TrafficSetting | undefined;
  #readAtEpochMs: number | undefined;
  #begunAtEpochMs = -Infinity;
  #reading: Promise<void> | undefined;
  /** Why the last read was of no use; undefined if it was. */
  #trouble: string | undefined;
  readonly #ended = new AbortController();
  readonly #onNews: (news: TrafficNews) => void;
  readonly #now: () => number;

  constructor(
    private readonly source: TrafficSource,
    { onNews = () => undefined, now = Date.now }: TrafficSurroundings = {},
  ) {
    super();
    this.#onNews = onNews;
    this.#now = now;
  }

  override get split(): TrafficSplit | undefined {
    this.refresh();
    return this.#setting;
  }

  /** What is in force, without a thought of whether it is fresh. */
  get setting(): TrafficSetting | undefined {
    return this.#setting;
  }

  /** When the store said so last; undefined as long as it never did. */
  get readAtEpochMs(): number | undefined {
    return this.#readAtEpochMs;
  }

  /** Begins to read if what there is is old, and waits for nothing. */
  refresh(): void {
    const ageMs = this.#now() - this.#begunAtEpochMs;
    // A clock that was set back makes a read look as if it came from the future: that is not fresh.
    if (this.#reading !== undefined || this.#ended.signal.aborted || (ageMs >= 0 && ageMs < FRESH_FOR_MS)) return;
    this.#begunAtEpochMs = this.#now();
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  /** Resolves when no read is under way, within two seconds. Never rejects. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /** Ends a read under way, and begins no other. */
  close(): void {
    this.#ended.abort();
    this.source.close();
  }

  async #read(): Promise<void> {
    const begunAtEpochMs = this.#begunAtEpochMs;
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(READ_TIMEOUT_MS), this.#ended.signal]);
      this.#take(await this.source.read(signal), begunAtEpochMs);
    } catch (error) {
      if (!this.#ended.signal.aborted) this.#complain(trafficNews.unreadable(error));
    }
  }

  #take(stored: unknown, readAtEpochMs: number): void {
    const setting = stored === undefined ? undefined : readTrafficSetting(stored);
    if (stored !== undefined && setting === undefined) return this.#complain(trafficNews.invalid());
    this.#trouble = undefined;
    this.#readAtEpochMs = readAtEpochMs;
    const hasChanged = setting?.version !== this.#setting?.version;
    this.#setting = setting;
    if (hasChanged) this.#onNews(trafficNews.changed(setting));
  }

  /** Once per trouble: a store that is down for an hour is one line, not one every five seconds. */
  #complain(news: TrafficNews): void {
    const trouble = `${news.event} ${'reason' in news ? news.reason : ''}`;
    if (trouble !== this.#trouble) this.#onNews(news);
    this.#trouble = trouble;
  }
}
