import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { FinishedRecords } from '@app/audit';
import { Test } from '@nestjs/testing';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { createCaller } from '../testing/create-caller.js';
import { startLoopbackApp } from '../testing/loopback-app.js';
import { ConsoleFeed } from './console-feed.js';
import { ConsoleStatus } from './console-status.js';
import { RecentRequests } from './recent-requests.js';
import { StatusWatch } from './status-watch.js';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

let feed: ConsoleFeed;
let requests: RequestsInFlight;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  const testing = await Test.createTestingModule({
    providers: [
      ConsoleFeed,
      FinishedRecords,
      RecentRequests,
      RequestsInFlight,
      StatusWatch,
      { provide: ConsoleStatus, useValue: { read: () => ({ at: 'now' }) } },
      { provide: GatewayConfig, useValue: loadGatewayConfig({}) },
    ],
  }).compile();
  feed = testing.get(ConsoleFeed);
  requests = testing.get(RequestsInFlight);
});
afterEach(() => vi.useRealTimers());

/** Serves one reader, whose token is good for so long, and does something once the first event has come. */
async function read(tokenLeftMs: number, meanwhile: (response: Response) => unknown) {
  const expiresAtEpochS = (NOW + tokenLeftMs) / 1_000;
  const caller = createCaller({ expiresAtEpochS });
  let served: Response | undefined;
  await using app = await startLoopbackApp((request, response) => {
    served = response;
    return feed.serve({ caller, gone: request.exchange.callerGone, place: undefined, response });
  });
  // Not `fetch`, which has timers of its own.
  const [answer] = (await once(get(app.url, { agent: false }), 'response')) as [IncomingMessage];
  const closed = new Promise((resolve) => served?.once('close', resolve));
  const chunks = answer.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  let text = String((await chunks.next()).value);
  if (served) await meanwhile(served);
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) text += next.value.toString();
  const bytes = await app.handled();
  await closed;
  return { text, bytes, answer };
}

const lastEventOf = (text: string): string | undefined => text.trimEnd().split('\n\n').at(-1);

describe('ConsoleFeed', () => {
  it('ends with the token', async () => {
    const { text, bytes, answer } = await read(2 * MINUTE_MS, () => vi.advanceTimersByTimeAsync(2 * MINUTE_MS));
    expect(lastEventOf(text)).toBe('event: end\ndata: {"because":"token-expired"}');
    expect(bytes).toBe(text.length);
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has nothing but the end for a token that has expired just now', async () => {
    const { text } = await read(-1, () => vi.advanceTimersByTimeAsync(0));
    expect(lastEventOf(text)).toBe('event: end\ndata: {"because":"token-expired"}');
  });

  it('has a token that lasts looked at anew every five minutes', async () => {
    const { text } = await read(60 * MINUTE_MS, async () => {
      await vi.advanceTimersByTimeAsync(5 * MINUTE_MS - 1);
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      await vi.advanceTimersByTimeAsync(1);
    });
    expect(lastEventOf(text)).toBe('event: end\ndata: {"because":"renew"}');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at once when the process is told to end', async () => {
    const { text } = await read(60 * MINUTE_MS, () => requests.drain());
    expect(lastEventOf(text)).toBe('event: end\ndata: {"because":"shutting-down"}');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('cuts off a page that does not even take the last words', async () => {
    const { text } = await read(60 * MINUTE_MS, async (response) => {
      // More than fits between the two ends: the page would have to read it first.
      response.write(Buffer.alloc(32_000_000));
      const closed = once(response, 'close');
      requests.drain();
      await vi.advanceTimersByTimeAsync(2_000);
      await closed;
    }).catch((error: unknown) => ({ text: String(error) }));
    expect(text).not.toContain('shutting-down');
    expect(vi.getTimerCount()).toBe(0);
  });
});
