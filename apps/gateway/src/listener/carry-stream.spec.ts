import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { startLoopbackApp, type LoopbackApp } from '../testing/loopback-app.js';
import { carryStream } from './carry-stream.js';
import { MemoryConnections, peerOf } from './memory-connections.js';
import { answerTo, openClient } from './testing/http2-client.js';
import { startHttp2App } from './testing/http2-app.js';

afterEach(() => void vi.useRealTimers());

/** An HTTP/2 server that shows its streams, in front of an application. */
async function startFront(app: LoopbackApp, onStream: (stream: ServerHttp2Stream) => void): Promise<string> {
  const server = createServer().on('stream', (stream, _headers, _flags, rawHeaders) => {
    onStream(stream);
    carryStream(stream, rawHeaders, () => {
      const connection = new MemoryConnections().open(peerOf(stream.session?.socket as Socket));
      app.server.emit('connection', connection.serverSide);
      return connection;
    });
  });
  app.server.once('close', () => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('a reader who takes nothing of the last chunks is cut off after a minute, but not while the application is at work', async () => {
  const responses: ServerResponse[] = [];
  const streams: ServerHttp2Stream[] = [];
  const limits: number[] = [];
  await using app = await startLoopbackApp((_request, response) => void responses.push(response));
  const url = await startFront(app, (stream) => {
    streams.push(stream);
    vi.spyOn(stream, 'setTimeout').mockImplementation((timeoutMs, onTimeout) => {
      limits.push(timeoutMs);
      if (onTimeout) stream.once('timeout', onTimeout);
    });
  });
  await using client = await openClient(url);
  const pending = client.open();
  await once(app.server, 'request');
  expect(limits).toEqual([]);
  // In one piece: taken from the application, and more than the client takes unread.
  responses[0]?.end('x'.repeat(300_000));
  await once(pending, 'response');
  await expect.poll(() => limits).toEqual([60_000]);
  expect(streams[0]?.destroyed).toBe(false);
  streams[0]?.emit('timeout');
  expect(await answerTo(pending)).toMatchObject({ isWhole: false });
});

it.each([
  ['is told so in time', 4_999, false],
  ['is given that time', 0, true],
])('an application that does not end an answer, although all of it has left, %s', async (_what, waitMs, ends) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const go = Promise.withResolvers<void>();
  const answer = async (_request: unknown, response: ServerResponse): Promise<boolean> => {
    response.setHeader('content-length', 5);
    response.write('whole');
    await Promise.race([go.promise, once(response, 'close')]);
    if (ends) response.end();
    if (!response.closed) await once(response, 'close');
    return response.writableFinished;
  };
  await using app = await startHttp2App(answer, { keepAliveTimeout: 0 });
  await using client = await openClient(app.url);
  expect(await client.fetch()).toMatchObject({ body: 'whole', isWhole: true });
  while (vi.getTimerCount() === 0) await new Promise(setImmediate);
  vi.advanceTimersByTime(waitMs);
  await new Promise(setImmediate);
  expect(vi.getTimerCount()).toBe(1);
  if (ends) go.resolve();
  else vi.advanceTimersByTime(1);
  expect(await app.handled()).toBe(ends);
  while (vi.getTimerCount() > 0) await new Promise(setImmediate);
});
