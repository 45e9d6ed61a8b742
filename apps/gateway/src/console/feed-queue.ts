import { formatEvent, type FeedEvent } from './feed-event.js';

/** Requests that wait for a page that reads slowly; what comes on top is counted and left out. */
export const MOST_WAITING = 256;

/**
 * What waits to be sent to one page, bounded: of how things stand the latest alone, and of requests so many. A page that
 * reads too slowly is told how many it has missed.
 */
export class FeedQueue {
  private waiting: FeedEvent[] = [];
  private status: FeedEvent | undefined;
  private missed = 0;
  private filled = Promise.withResolvers<void>();

  /** Takes a finished request in. */
  pushRequest(event: FeedEvent): void {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(event);
    else this.missed += 1;
    this.filled.resolve();
  }

  /** Takes in how things stand now: nobody is interested in how they stood before. */
  pushStatus(data: string): void {
    this.status = { name: 'status', data };
    this.filled.resolve();
  }

  /** All that waits, as text, and forgets it; the gap is told behind what came before it. Empty if nothing waits. */
  take(): string {
    const events = [...this.waiting];
    if (this.missed > 0) events.push({ name: 'gap', data: JSON.stringify({ missed: this.missed }) });
    if (this.status !== undefined) events.push(this.status);
    this.waiting = [];
    this.status = undefined;
    this.missed = 0;
    this.filled = Promise.withResolvers();
    return events.map(formatEvent).join('');
  }

  /** Resolves when something waits. */
  untilFilled(): Promise<void> {
    return this.filled.promise;
  }
}
