import { BedrockCallError, untilAborted } from '@app/bedrock';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Caller } from '../auth/caller.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { writeChunk } from '../inference/reply-writers/write-chunk.js';
import { TooManyInFlightError } from '../problems/errors.js';
import { formatEvent } from './feed-event.js';
import { FeedQueue } from './feed-queue.js';
import { RecentRequests, type RecentRequest } from './recent-requests.js';
import { StatusWatch } from './status-watch.js';

/** Pages that this process feeds at a time. */
export const MOST_WATCHERS = 16;

/** After this time a page comes back with its token, which may have been revoked meanwhile. It misses nothing. */
const RENEW_AFTER_MS = 300_000;

/** A page that does not even take the last words is cut off. */
const LAST_WORDS_TIMEOUT_MS = 2_000;

/** Why a feed ends, for the page: only the first of these is for people to act upon. */
type FeedEnding = 'token-expired' | 'shutting-down' | 'renew';

/** Who watches, from where on, and the way back to them. */
export interface Watcher {
  readonly caller: Caller;
  /** Fires when the page is gone. */
  readonly gone: AbortSignal;
  /** Where an earlier feed of this page ended. */
  readonly place: string | undefined;
  readonly response: Response;
}

/** Sends pages what happens in this process, as it happens. */
@Injectable()
export class ConsoleFeed {
  private watchers = 0;

  constructor(
    private readonly recent: RecentRequests,
    private readonly status: StatusWatch,
    private readonly requests: RequestsInFlight,
  ) {}

  /**
   * Feeds one page until it goes away, its token expires or the process ends. Callers with a tenant get that tenant's
   * requests alone. A page that reads slowly misses requests rather than have them pile up here.
   *
   * @returns bytes of the body.
   * @throws {TooManyInFlightError} if there are as many pages as may be; nothing has been sent then.
   */
  async serve(watcher: Watcher): Promise<number> {
    if (this.watchers >= MOST_WATCHERS) throw new TooManyInFlightError();
    this.watchers += 1;
    const queue = new FeedQueue();
    const stopListening = this.connect(queue, watcher);
    try {
      return await this.send(queue, watcher);
    } finally {
      stopListening();
      this.watchers -= 1;
    }
  }

  private connect(queue: FeedQueue, { caller: { tenant }, place }: Watcher): () => void {
    const add = (request: RecentRequest): void => {
      if (tenant === undefined || request.tenant === tenant) queue.pushRequest(request);
    };
    for (const request of this.recent.since(place)) add(request);
    const endings = [this.recent.listen(add), this.status.listen((data) => queue.pushStatus(data))];
    return () => endings.forEach((end) => end());
  }

  private async send(queue: FeedQueue, { caller, gone, response }: Watcher): Promise<number> {
    using time = startTime(caller.expiresAtEpochS * 1_000 - Date.now());
    const over = AbortSignal.any([gone, this.requests.drained, time.signal]);
    response.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    let bytes = 0;
    const count = (sent: number): void => void (bytes += sent);
    await pump(queue, response, { over, count }).catch((error: unknown) => {
      if (!(error instanceof BedrockCallError)) throw error;
    });
    if (over.aborted) count(end(response, this.requests.isDraining ? 'shutting-down' : time.ending));
    else response.destroy(); // it has stopped reading
    return bytes;
  }
}

/** The time that one feed has. */
interface FeedTime extends Disposable {
  /** Fires when it is over. */
  readonly signal: AbortSignal;
  /** What it means when it is over. */
  readonly ending: FeedEnding;
}

function startTime(tokenLeftMs: number): FeedTime {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), Math.max(0, Math.min(tokenLeftMs, RENEW_AFTER_MS)));
  const ending = tokenLeftMs <= RENEW_AFTER_MS ? 'token-expired' : 'renew';
  return { signal: over.signal, ending, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Never resolves. @throws {BedrockCallError} when it is over, or the page has stopped reading. */
async function pump(
  queue: FeedQueue,
  response: Response,
  { over, count }: { readonly over: AbortSignal; readonly count: (bytes: number) => void },
): Promise<never> {
  for (;;) {
    await untilAborted(queue.untilFilled(), over);
    const chunk = Buffer.from(queue.take());
    await writeChunk(response, chunk, over);
    count(chunk.length);
  }
}

/** @returns bytes of the last words. */
function end(response: Response, because: FeedEnding): number {
  if (response.destroyed) return 0;
  const words = formatEvent({ name: 'end', data: JSON.stringify({ because }) });
  response.end(words);
  const timer = setTimeout(() => response.destroy(), LAST_WORDS_TIMEOUT_MS);
  response.once('close', () => clearTimeout(timer));
  return words.length;
}
