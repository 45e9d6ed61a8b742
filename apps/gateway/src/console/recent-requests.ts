import { randomUUID } from 'node:crypto';
import { FinishedRecords } from '@app/audit';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FeedEvent } from './feed-event.js';
import { showRequest } from './shown-request.js';

/** So many of the last requests are kept, for pages that come, or come back. */
export const MOST_KEPT = 256;

/** A finished request in the feed. */
export interface RecentRequest extends FeedEvent {
  readonly tenant: string | undefined;
}

/** Gets every request from now on. */
export type RequestListener = (request: RecentRequest) => void;

/**
 * The requests that this process has finished, the last of them kept. Each has a place, so that a page that was cut off
 * goes on where it was: without a hole, and without a request twice.
 */
@Injectable()
export class RecentRequests implements OnApplicationShutdown {
  /** Places of an earlier process mean nothing here. */
  private readonly process = randomUUID();
  private readonly kept: RecentRequest[] = [];
  private readonly listeners = new Set<RequestListener>();
  private readonly stop: () => void;
  private count = 0;

  constructor(records: FinishedRecords) {
    this.stop = records.observe((record) => {
      this.count += 1;
      const id = `${this.process}/${this.count}`;
      this.add({ name: 'request', id, data: showRequest(record), tenant: record.tenant });
    });
  }

  /** What is kept and came after the place where a page was; all of it for a place that nobody knows. Oldest first. */
  since(place: string | undefined): readonly RecentRequest[] {
    const at = this.kept.findIndex(({ id }) => id === place);
    return this.kept.slice(at + 1);
  }

  /** Has a listener get every request from now on. @returns what ends that. */
  listen(listener: RequestListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  private add(request: RecentRequest): void {
    this.kept.push(request);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    for (const listener of this.listeners) listener(request);
  }
}
