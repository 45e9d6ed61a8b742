import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Request } from 'express';
import { openSocket, readToEnd, startLoopbackApp, type LoopbackApp } from '../testing/loopback-app.js';
import { JSON_BODY, MODEL_BODY, readBody } from './read-body.js';

const LIMIT = 1_000;

/** An application that reads bodies and answers with what it read. */
function startReader(
  signalOf = (request: Request): AbortSignal => request.exchange.signal,
  mediaTypes = JSON_BODY,
): Promise<LoopbackApp> {
  return startLoopbackApp(async (request, response) => {
    const body = await readBody(request, mediaTypes, LIMIT, signalOf(request));
    response.send(body);
    return body.length;
  });
}

const post = (app: LoopbackApp, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(app.url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('readBody refuses', () => {
  it.each([
    ['no content type', { 'content-type': '' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['a type that only begins like JSON', { 'content-type': 'application/jsonp' }],
    ['a type that only ends like JSON', { 'content-type': 'application/problem+json' }],
    ['two types', { 'content-type': 'application/json, text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a compressed body', { 'content-encoding': 'gzip' }],
    ['a body compressed twice', { 'content-encoding': 'identity, gzip' }],
    ['an encoding that nobody knows', { 'content-encoding': 'x-own' }],
  ])('%s, without reading it', async (_what, headers: Record<string, string>) => {
    await using app = await startReader();
    await expect(post(app, '{}', headers)).rejects.toThrow('fetch failed');
    await expect(app.handled()).rejects.toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED' });
  });

  it('a declared length over the limit, before any of it has come', async () => {
    await using app = await startReader();
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n');
    await expect(app.handled()).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', maxBodyBytes: 1_000 });
    socket.destroy();
  });

  it('a body of no declared length as soon as it is over the limit, while it is still coming', async () => {
    await using app = await startReader();
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    socket.write(`3e8\r\n${'x'.repeat(1_000)}\r\n`);
    socket.write('1\r\nx\r\n');
    await expect(app.handled()).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', maxBodyBytes: 1_000 });
    socket.destroy();
  });
});

describe('readBody', () => {
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['', ''],
    ['exactly the limit', 'x'.repeat(LIMIT)],
    ['characters of several bytes', '{"a":"größer 世界"}'],
  ])('reads a body of %s', async (_what, body) => {
    await using app = await startReader();
    expect(await (await post(app, body)).text()).toBe(body);
    expect(await app.handled()).toBe(Buffer.byteLength(body));
  });

  it.each([
    [{ 'content-type': 'application/json; charset=utf-8' }],
    [{ 'content-type': 'APPLICATION/JSON ;charset=UTF-8' }],
    [{ 'content-encoding': 'Identity' }],
  ])('takes %j', async (headers: Record<string, string>) => {
    await using app = await startReader();
    expect(await (await post(app, '{}', headers)).text()).toBe('{}');
  });

  it.each(['', 'application/json', 'application/octet-stream', 'Application/Octet-Stream; x=y'])(
    'takes the content type "%s" for a model\u2019s own body, as SDKs send it by default',
    async (type) => {
      await using app = await startReader(undefined, MODEL_BODY);
      const socket = await openSocket(app.port);
      const line = type === '' ? '' : `Content-Type: ${type}\r\n`;
      socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${line}Content-Length: 2\r\nConnection: close\r\n\r\n{}`);
      expect(await readToEnd(socket)).toMatch(/\r\n\r\n\{\}$/);
    },
  );

  it.each(['text/plain', 'application/octet-streams', 'multipart/form-data; boundary=x'])(
    'refuses the content type "%s" for a model\u2019s own body',
    async (type) => {
      await using app = await startReader(undefined, MODEL_BODY);
      await expect(post(app, '{}', { 'content-type': type })).rejects.toThrow('fetch failed');
      await expect(app.handled()).rejects.toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED' });
    },
  );

  it('puts a body together from the pieces that it comes in', async () => {
    await using app = await startReader();
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (const piece of ['{"a"', ':', '1}']) socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    socket.write('0\r\n\r\n');
    expect(await app.handled()).toBe(7);
    socket.destroy();
  });

  it('has an empty body where there is none', async () => {
    await using app = await startReader();
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n');
    expect(await app.handled()).toBe(0);
    socket.destroy();
  });

  it.each(['the signal of the exchange', 'a signal that never fires'])(
    'ends when the sender goes away half-way, given %s',
    async (which) => {
      const never = new AbortController().signal;
      await using app = await startReader(which === 'a signal that never fires' ? () => never : undefined);
      const socket = await openSocket(app.port);
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"');
      await once(app.server, 'request');
      socket.destroy();
      await expect(app.handled()).rejects.toMatchObject({ code: 'BEDROCK_CALL_FAILED', kind: 'client-gone' });
    },
  );

  it('ends when the request is cut from this side, without an error', async () => {
    const never = new AbortController().signal;
    await using app = await startLoopbackApp((request) => {
      const reading = readBody(request, JSON_BODY, LIMIT, never);
      request.destroy();
      return reading;
    });
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await expect(app.handled()).rejects.toMatchObject({ kind: 'client-gone', reason: 'upload-ended-early' });
    socket.destroy();
  });

  it('ends when the deadline passes while a slow sender is still at it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using app = await startReader(({ exchange }) => exchange.startDeadline(1_000).signal);
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await once(app.server, 'request');
    vi.advanceTimersByTime(1_000);
    await expect(app.handled()).rejects.toMatchObject({ kind: 'timeout', reason: 'deadline' });
    socket.destroy();
  });

  it('ends when a sender lets it drip', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using app = await startReader();
    const socket = await openSocket(app.port);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n');
    await once(app.server, 'request');
    vi.advanceTimersByTime(20_000);
    await expect(app.handled()).rejects.toMatchObject({ code: 'BODY_TOO_SLOW' });
    expect(vi.getTimerCount()).toBe(0);
    socket.destroy();
  });

  it('tells the exchange of every byte that it takes', async () => {
    let bytes = 0;
    await using app = await startReader((request) => {
      request.exchange.onBodyBytes = (more) => (bytes += more);
      return request.exchange.signal;
    });
    await post(app, 'x'.repeat(700));
    expect(bytes).toBe(700);
  });

  it('does not begin when the deadline has passed already', async () => {
    await using app = await startReader(() => AbortSignal.abort(new DOMException('late', 'TimeoutError')));
    await expect(post(app, '{}')).rejects.toThrow('fetch failed');
    await expect(app.handled()).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('leaves no listener behind, neither on the request nor on the signal', async () => {
    const counts: number[][] = [];
    const { signal } = new AbortController();
    const [listen, unlisten] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await using app = await startLoopbackApp(async (request, response) => {
      const count = (): number[] => ['data', 'end', 'error', 'close'].map((event) => request.listenerCount(event));
      counts.push(count());
      await readBody(request, JSON_BODY, LIMIT, signal).catch(() => undefined);
      counts.push(count());
      response.end();
    });
    await post(app, '{}');
    await post(app, 'x'.repeat(LIMIT + 1), { 'transfer-encoding': 'chunked' }).catch(() => undefined);
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[3]).toEqual(counts[2]);
    expect(unlisten.mock.calls.map(([, listener]) => listener)).toEqual(
      listen.mock.calls.map(([, listener]) => listener),
    );
  });
});
