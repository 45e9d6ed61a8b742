import { once } from 'node:events';
import { constants } from 'node:http2';
import type { Server } from 'node:http';
import type { Response } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closed, openSocket, readToEnd } from '../testing/loopback-app.js';
import { answerTo, openClient } from './testing/http2-client.js';
import { startHttp2App } from './testing/http2-app.js';
import { FLAG, FRAME, PREFACE, RawHttp2, headersFrame, numberFrame } from './testing/raw-http2.js';

const GET = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'gateway'],
] as const;

/** Closes as Nest does. */
const close = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));
const fakeTimers = (): void => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
afterEach(() => void vi.useRealTimers());

/** Waits for a number of timers without moving the clock, which `vi.waitFor` would. */
async function untilTimers(count: number): Promise<void> {
  while (vi.getTimerCount() !== count) await new Promise(setImmediate);
}

describe('a server that closes', () => {
  it('closes an idle session at once, and says so', async () => {
    await using app = await startHttp2App((_request, response) => void response.end());
    await using client = await openClient(app.url);
    await client.fetch();
    const goaway = once(client.session, 'goaway');
    await close(app.server);
    expect((await goaway)[0]).toBe(constants.NGHTTP2_NO_ERROR);
  });

  it('lets requests at work end, takes no new ones, and is closed when they have ended', async () => {
    const responses: Response[] = [];
    await using app = await startHttp2App((_request, response) => {
      responses.push(response);
      response.write('first, ');
    });
    await using client = await openClient(app.url);
    const stream = client.open();
    const answer = answerTo(stream);
    await once(stream, 'response');
    const goaway = once(client.session, 'goaway');
    const isClosed = close(app.server);
    await goaway;
    const late = client.fetch();
    responses[0]?.end('last');
    expect(await answer).toMatchObject({ body: 'first, last', isWhole: true });
    expect(await late).toMatchObject({ status: 0, isWhole: false });
    await isClosed;
    expect(responses).toHaveLength(1);
  });

  it('cuts off a caller who does not close after that', async () => {
    fakeTimers();
    await using app = await startHttp2App((_request, response) => void response.end());
    using raw = await RawHttp2.open(app.port);
    raw.socket.allowHalfOpen = true;
    await raw.until(({ type }) => type === FRAME.settings);
    const isClosed = close(app.server);
    await raw.until(({ type }) => type === FRAME.goaway);
    await untilTimers(1);
    vi.advanceTimersByTime(2_000);
    await isClosed;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('closeIdleConnections', () => {
  it('closes what is idle in either protocol, and what has not said which it speaks', async () => {
    await using app = await startHttp2App((_request, response) => void response.end());
    await using client = await openClient(app.url);
    await client.fetch();
    const accepted = once(app.server, 'connection');
    const silent = await openSocket(app.port);
    silent.write(PREFACE.slice(0, 5));
    await accepted;
    const http1 = await openSocket(app.port);
    http1.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(http1, 'data');
    app.server.closeIdleConnections();
    await Promise.all([closed(silent.resume()), closed(http1.resume()), once(client.session, 'close')]);
    expect((await fetch(app.url)).status).toBe(200);
  });

  it('leaves alone what is at work, and what the application has ended but nobody has read yet', async () => {
    const responses: Response[] = [];
    await using app = await startHttp2App((_request, response) => {
      responses.push(response);
      response.write('x'.repeat(200_000));
    });
    await using client = await openClient(app.url);
    const [ended, atWork] = [client.open(), client.open()];
    await Promise.all([once(ended, 'response'), once(atWork, 'response')]);
    responses[0]?.end('the end');
    app.server.closeIdleConnections();
    const answers = [answerTo(ended), answerTo(atWork)];
    responses[1]?.end('the end');
    for (const { body, isWhole } of await Promise.all(answers)) {
      expect([body.length, isWhole]).toEqual([200_007, true]);
    }
  });
});

describe('closeAllConnections', () => {
  it('cuts off requests at work, which do not look whole, and the application knows', async () => {
    await using app = await startHttp2App(async ({ exchange }, response) => {
      response.write('half');
      if (!exchange.callerGone.aborted) await once(exchange.callerGone, 'abort');
      return 'gone';
    });
    using raw = await RawHttp2.open(app.port);
    raw.send(headersFrame(1, FLAG.endStream, GET));
    await raw.until(({ type }) => type === FRAME.data);
    const isClosed = close(app.server);
    app.server.closeAllConnections();
    await raw.closed;
    const codes = raw.frames.filter(({ type }) => type === FRAME.goaway).map(({ payload }) => payload.readUInt32BE(4));
    expect(codes).toEqual([constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_INTERNAL_ERROR]);
    expect(raw.framesOf(1).map(({ type, flags }) => [type, flags & FLAG.endStream])).toEqual([
      [FRAME.headers, 0],
      [FRAME.data, 0],
    ]);
    expect(await app.handled()).toBe('gone');
    await isClosed;
  });

  it('cuts off a caller who has stopped reading, or has said nothing', async () => {
    await using app = await startHttp2App((_request, response) => void response.write(Buffer.alloc(50_000_000)));
    using raw = await RawHttp2.open(app.port);
    // Windows so large that it is the connection that fills up, not the stream.
    const windows = [0, 1].map((streamId) => numberFrame(FRAME.windowUpdate, streamId, 0x7fff_0000));
    raw.send(headersFrame(1, FLAG.endStream, GET), ...windows);
    await raw.until(({ type }) => type === FRAME.data);
    raw.socket.pause();
    const silent = await openSocket(app.port);
    const isClosed = close(app.server);
    app.server.closeAllConnections();
    await isClosed;
    await closed(silent.resume());
    expect(silent.bytesRead).toBe(0);
  });
});

describe('an idle session', () => {
  it.each([
    ['from its beginning', 0],
    ['after its last request', 1],
  ])('closes in time %s', async (_when, requests) => {
    fakeTimers();
    await using app = await startHttp2App((_request, response) => void response.end(), { keepAliveTimeout: 3_000 });
    await using client = await openClient(app.url);
    for (let index = 0; index < requests; index += 1) await client.fetch();
    await new Promise((resolve) => client.session.ping(resolve));
    await untilTimers(1);
    const goaway = once(client.session, 'goaway');
    vi.advanceTimersByTime(2_999);
    await new Promise((resolve) => client.session.ping(resolve));
    expect(client.session.closed).toBe(false);
    vi.advanceTimersByTime(1);
    expect((await goaway)[0]).toBe(constants.NGHTTP2_NO_ERROR);
    await once(client.session, 'close');
  });

  it('is none while a request is at work', async () => {
    fakeTimers();
    const responses: Response[] = [];
    await using app = await startHttp2App(
      (_request, response) => {
        responses.push(response);
        response.write('slow');
      },
      { keepAliveTimeout: 3_000 },
    );
    await using client = await openClient(app.url);
    const stream = client.open();
    const answer = answerTo(stream);
    await once(stream, 'response');
    vi.advanceTimersByTime(900_000);
    responses[0]?.end(' and whole');
    expect(await answer).toMatchObject({ body: 'slow and whole', isWhole: true });
  });

  it('stays where the server has no limit', async () => {
    fakeTimers();
    await using app = await startHttp2App((_request, response) => void response.end('here'), { keepAliveTimeout: 0 });
    await using client = await openClient(app.url);
    await client.fetch();
    expect(vi.getTimerCount()).toBe(0);
    expect((await client.fetch()).body).toBe('here');
  });
});

it('HTTP/1.1 connections close with the server as ever: idle ones at once, the others behind their answer', async () => {
  const responses: Response[] = [];
  await using app = await startHttp2App((_request, response) => void responses.push(response));
  const socket = await openSocket(app.port);
  const requested = once(app.server, 'request');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await requested;
  const isClosed = close(app.server);
  const answer = readToEnd(socket);
  responses[0]?.end('whole');
  expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nwhole$/);
  await isClosed;
});
