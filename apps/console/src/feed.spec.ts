import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed, type FeedState } from './feed.js';

const STATUS = 'event: status\ndata: {}\n\n';
const REQUEST = 'event: request\nid: p/7\ndata: {}\n\n';
const endOf = (because: string): string => `event: end\ndata: {"because":"${because}"}\n\n`;

/** One request of the page, and how it is answered. */
interface Asked {
  readonly path: string;
  readonly atMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

let asked: Asked[];
let states: FeedState[];
let events: string[];
let answers: (() => Promise<Response>)[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  [asked, states, events, answers] = [[], [], [], []];
  vi.stubGlobal('fetch', (path: string, { headers, signal }: Pick<Asked, 'headers' | 'signal'>) => {
    asked.push({ path, atMs: Date.now(), headers, signal });
    return (answers.shift() ?? (() => Promise.reject(new TypeError('nobody there'))))();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** An answer with these pieces, which then ends, or goes on without a word until it is given up. */
const answer =
  (pieces: readonly string[], isOpen = false) =>
  (): Promise<Response> => {
    const { signal } = asked.at(-1) ?? {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        if (!isOpen) controller.close();
        signal?.addEventListener('abort', () => controller.error(signal.reason));
      },
    });
    return Promise.resolve(new Response(body));
  };
const refusal = (status: number) => (): Promise<Response> => Promise.resolve(new Response('', { status }));

async function follow(forMs: number): Promise<AbortController> {
  const leaving = new AbortController();
  const feed = new Feed({ onEvent: ({ name }) => events.push(name), onState: (state) => states.push(state) });
  void feed.follow('the-token', leaving.signal);
  await vi.advanceTimersByTimeAsync(forMs);
  return leaving;
}

describe('Feed', () => {
  it('hands on what it hears, with the token in a header and nowhere else', async () => {
    answers = [answer([STATUS, REQUEST], true)];
    await follow(0);
    expect(events).toEqual(['status', 'request']);
    expect(states).toEqual(['live', 'live']);
    expect(asked[0]).toMatchObject({ path: 'console/events', headers: { Authorization: 'Bearer the-token' } });
  });

  it('comes back where it was when the gateway wants to see the token again, and nobody notices', async () => {
    answers = [answer([REQUEST, endOf('renew')]), answer([STATUS], true)];
    await follow(0);
    expect(states).toEqual(['live', 'live']);
    expect(asked.map(({ atMs, headers }) => [atMs, headers['Last-Event-ID']])).toEqual([
      [0, undefined],
      [0, 'p/7'],
    ]);
  });

  it.each<[string, () => Promise<Response>, FeedState]>([
    ['the token expires', answer([endOf('token-expired')]), 'expired'],
    ['the token is refused', refusal(401), 'refused'],
    ['the token does not permit it', refusal(403), 'forbidden'],
  ])('stops when %s, and says so', async (_, last, state) => {
    answers = [last];
    await follow(60_000);
    expect(states).toEqual([state]);
    expect(asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, () => Promise<Response>]>([
    ['nobody is there', () => Promise.reject(new TypeError('nobody there'))],
    ['there are too many readers', refusal(429)],
    ['the gateway shuts down', answer([endOf('shutting-down')])],
    ['the answer breaks off', answer([])],
    ['what comes is no feed', answer(['event: end\ndata: nothing of the kind\n\n'])],
  ])('tries again, less and less often, while %s', async (_, last) => {
    answers = Array.from({ length: 6 }, () => last);
    await follow(14_000);
    expect(asked.map(({ atMs }) => atMs)).toEqual([0, 250, 1_250, 3_250, 8_250, 13_250]);
    expect(new Set(states)).toEqual(new Set(['lost']));
  });

  it('gives up a connection on which nothing is heard for seven seconds', async () => {
    answers = [answer([STATUS], true), answer([STATUS], true)];
    await follow(6_999);
    expect(states).toEqual(['live']);
    await vi.advanceTimersByTimeAsync(1);
    expect(states).toEqual(['live', 'lost']);
    await vi.advanceTimersByTimeAsync(250);
    expect(states).toEqual(['live', 'lost', 'live']);
  });

  it('says nothing more once it has been told to leave', async () => {
    answers = [answer([STATUS], true)];
    const leaving = await follow(0);
    leaving.abort();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states).toEqual(['live']);
    expect(asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
