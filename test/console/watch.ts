import { SseParser, type ServerEvent } from '../../apps/console/src/sse-parser.js';
import type { System } from '../support/system.js';

/** How a page reads the feed. */
export interface WatchOptions {
  readonly token?: string;
  readonly place?: string;
}

/** A reader of the feed. Disposing of it leaves, as a page does that is closed. */
export interface Watching extends AsyncDisposable {
  readonly response: Response;
  /** The next event with this name; others on the way to it are passed over. @throws {Error} if the feed ends before. */
  next(name: string): Promise<ServerEvent & { readonly value: Readonly<Record<string, unknown>> }>;
  /** All that comes until the feed ends. */
  rest(): Promise<readonly ServerEvent[]>;
}

/** Opens the feed. */
export async function watch(system: Pick<System, 'url' | 'token'>, options: WatchOptions = {}): Promise<Watching> {
  const { token = await system.token(), place } = options;
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${token}`, ...(place !== undefined && { 'last-event-id': place }) };
  const response = await fetch(`${system.url}/console/events`, { headers, signal: leaving.signal });
  const events = eventsOf(response);
  return {
    response,
    next: async (name) => {
      for (let event = await events.next(); event.done !== true; event = await events.next()) {
        const { value } = event;
        if (value.name === name) return { ...value, value: JSON.parse(value.data) as Record<string, unknown> };
      }
      throw new Error(`The feed ended before it said ${name}`);
    },
    rest: async () => {
      const all: ServerEvent[] = [];
      for await (const event of events) all.push(event);
      return all;
    },
    [Symbol.asyncDispose]: async () => {
      leaving.abort();
      await response.body?.cancel().catch(() => undefined);
    },
  };
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  const parser = new SseParser();
  for await (const chunk of response.body ?? []) yield* parser.push(chunk);
}
