import { refusalOf, requestOptions } from './ask.js';
import { fieldsOf, textOf } from './fields.js';
import { SseParser, type ServerEvent } from './sse-parser.js';

/** The gateway says something every 2 s: after so long a silence it is gone, whatever the connection says. */
const SILENT_AFTER_MS = 7_000;

/** Before the next try, by how many have failed in a row. */
const PAUSES_MS = [250, 1_000, 2_000, 5_000];

/** How the feed stands, for those who look at the page. */
export type FeedState = 'live' | 'lost' | 'expired' | 'refused' | 'forbidden';

/** `renew`: the gateway wants to look at the token again. */
type FeedEnd = Exclude<FeedState, 'live'> | 'renew';

/** Who is told. */
export interface FeedListener {
  onEvent(event: ServerEvent): void;
  onState(state: FeedState): void;
}

/** Follows what the gateway tells, and comes back to it for as long as the token is good for that. */
export class Feed {
  private place: string | undefined;
  private failures = 0;

  constructor(private readonly listener: FeedListener) {}

  /** Until `signal` fires, or the token is of no use any more: that has been told then. Never rejects. */
  async follow(token: string, signal: AbortSignal): Promise<void> {
    this.failures = 0;
    while (!signal.aborted) {
      const end = await this.once(token, signal).catch(() => 'lost' as const);
      if (signal.aborted) return;
      if (end !== 'renew') this.listener.onState(end);
      if (end !== 'renew' && end !== 'lost') return;
      if (end === 'lost') await pause(PAUSES_MS[Math.min(this.failures++, PAUSES_MS.length - 1)] ?? 0, signal);
    }
  }

  /** Reads one answer to its end. */
  private async once(token: string, signal: AbortSignal): Promise<FeedEnd> {
    const silence = new Silence();
    try {
      return await this.read(token, signal, silence);
    } finally {
      silence.end();
    }
  }

  private async read(token: string, signal: AbortSignal, silence: Silence): Promise<FeedEnd> {
    const place = this.place === undefined ? {} : { 'Last-Event-ID': this.place };
    const options = requestOptions(token, AbortSignal.any([signal, silence.signal]), place);
    const response = await fetch('console/events', options);
    if (!response.ok || response.body === null) return refusalOf(response.status)?.kind ?? 'lost';
    const parser = new SseParser();
    for await (const chunk of chunksOf(response.body)) {
      silence.broken();
      for (const event of parser.push(chunk)) {
        this.place = event.place ?? this.place;
        if (event.name === 'end') return endOf(event);
        this.heard(event);
      }
    }
    return 'lost';
  }

  private heard(event: ServerEvent): void {
    this.failures = 0;
    this.listener.onState('live');
    this.listener.onEvent(event);
  }
}

function endOf({ data }: ServerEvent): FeedEnd {
  const because = textOf(fieldsOf(JSON.parse(data)), 'because');
  if (because === 'token-expired') return 'expired';
  return because === 'renew' ? 'renew' : 'lost';
}

/** Not every browser can iterate over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** Fires when nothing has been heard for too long. */
class Silence {
  private readonly controller = new AbortController();
  private timer = this.start();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  broken(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.controller.abort(), SILENT_AFTER_MS);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
