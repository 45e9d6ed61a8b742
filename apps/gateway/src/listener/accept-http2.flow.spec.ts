import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Request } from 'express';
import { describe, expect, it, vi } from 'vitest';
import { closed, untilQuiet } from '../testing/loopback-app.js';
import { answerTo, openClient } from './testing/http2-client.js';
import { startHttp2App } from './testing/http2-app.js';
import { FLAG, FRAME, RawHttp2, headersFrame, numberFrame } from './testing/raw-http2.js';

const GET = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'gateway'],
] as const;
const BLOCK = Buffer.alloc(65_536, 'x');
/** What may be on its way to or from one stream: HTTP/2's window of 64 KiB, and a few chunks. */
const MOST_ON_THE_WAY = 8 * BLOCK.length;

describe('a reader who stops', () => {
  /** Writes blocks, each when there is room for it, and counts them. */
  async function writeBlocks(response: ServerResponse, blocks: number, written: { bytes: number }): Promise<void> {
    for (let index = 0; index < blocks; index += 1) {
      written.bytes += BLOCK.length;
      if (!response.write(BLOCK)) await once(response, 'drain');
    }
    response.end();
  }

  it('stops the application, and gets everything later', async () => {
    const written = { bytes: 0 };
    await using app = await startHttp2App((_request, response) => writeBlocks(response, 200, written));
    await using client = await openClient(app.url);
    const stream = client.open();
    await once(stream, 'response');
    await untilQuiet(() => written.bytes);
    expect(written.bytes).toBeLessThan(MOST_ON_THE_WAY);
    const { body, isWhole } = await answerTo(stream);
    expect([body.length, isWhole]).toEqual([200 * BLOCK.length, true]);
  });

  it('does not stop others in the same session, nor cost much, be there many', async () => {
    const written = { bytes: 0 };
    await using app = await startHttp2App((request, response) =>
      request.url === '/short' ? response.end('short') : writeBlocks(response, 200, written),
    );
    await using client = await openClient(app.url);
    const stalled = Array.from({ length: 50 }, () => client.open());
    await Promise.all(stalled.map((stream) => once(stream, 'response')));
    await untilQuiet(() => written.bytes);
    expect(written.bytes).toBeLessThan(50 * MOST_ON_THE_WAY);
    expect(await client.fetch({ ':path': '/short' })).toMatchObject({ body: 'short', isWhole: true });
  });

  it('does not stop others with a large answer in one piece', async () => {
    const megabyte = Buffer.alloc(1_000_000);
    await using app = await startHttp2App(
      (request, response) => void response.end(request.url === '/' ? megabyte : 'short'),
    );
    await using client = await openClient(app.url);
    const stalled = Array.from({ length: 40 }, () => client.open());
    await Promise.all(stalled.map((stream) => once(stream, 'response')));
    expect(await client.fetch({ ':path': '/short' })).toMatchObject({ body: 'short', isWhole: true });
  });

  it('gets all that had left the application before the answer broke off', async () => {
    await using app = await startHttp2App(async (_request, response) => {
      let leftBytes = 0;
      const small = BLOCK.subarray(0, 5_000);
      const count = (error?: Error | null): void => void (leftBytes += error ? 0 : small.length);
      for (let index = 0; index < 200; index += 1) response.write(small, count);
      await untilQuiet(() => leftBytes);
      response.destroy();
      return leftBytes;
    });
    await using client = await openClient(app.url);
    const stream = client.open();
    const leftBytes = Number(await app.handled());
    expect(leftBytes).toBeGreaterThan(0);
    expect(leftBytes).toBeLessThan(MOST_ON_THE_WAY);
    const { body, isWhole } = await answerTo(stream);
    expect(body.length).toBeGreaterThanOrEqual(leftBytes);
    expect(isWhole).toBe(false);
  });

  it('gets what waits for room in the stream when the answer breaks off', async () => {
    const go = Promise.withResolvers<void>();
    await using app = await startHttp2App(async (_request, response) => {
      response.write(BLOCK.subarray(0, 60_000));
      await go.promise;
      response.write(BLOCK.subarray(0, 10_000), () => response.destroy());
    });
    using raw = await RawHttp2.open(app.port);
    raw.send(headersFrame(1, FLAG.endStream, GET));
    const received = (): number =>
      raw.framesOf(1).reduce((sum, { type, payload }) => sum + (type === FRAME.data ? payload.length : 0), 0);
    // The windows of the stream and of the session have room for 65,535 bytes.
    while (received() < 60_000) await once(raw.socket, 'data');
    go.resolve();
    while (received() < 65_535) await once(raw.socket, 'data');
    await untilQuiet(received);
    raw.send(...[0, 1].map((streamId) => numberFrame(FRAME.windowUpdate, streamId, 10_000)));
    await raw.until(({ type }) => type === FRAME.rstStream);
    expect(received()).toBe(70_000);
  });
});

describe('an application that does not read', () => {
  it('stops the upload, and gets everything later', async () => {
    const go = Promise.withResolvers<void>();
    await using app = await startHttp2App(async (request, response) => {
      await go.promise;
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).length;
      response.json(bytes);
    });
    await using client = await openClient(app.url);
    const stream = client.session.request({ ':method': 'POST' });
    const sent = { bytes: 0 };
    for (let index = 0; index < 200; index += 1) stream.write(BLOCK, () => (sent.bytes += BLOCK.length));
    await untilQuiet(() => sent.bytes);
    expect(sent.bytes).toBeLessThan(MOST_ON_THE_WAY);
    go.resolve();
    stream.end();
    expect((await answerTo(stream)).body).toBe(String(200 * BLOCK.length));
  });
});

it('nothing is left behind by many requests, whatever became of them', async () => {
  const warnings = vi.fn<(warning: Error) => void>();
  process.on('warning', warnings);
  const connections: Socket[] = [];
  const answer = (request: Request, response: ServerResponse): void => {
    connections.push(request.socket);
    if (request.url === '/broken') response.write('half', () => response.destroy());
    else if (request.url === '/left') response.write('half');
    else request.pipe(response);
  };
  await using app = await startHttp2App(answer);
  const accepted = once(app.server, 'connection') as Promise<[Socket]>;
  await using client = await openClient(app.url);
  const [socket] = await accepted;
  const round = async (): Promise<void> => {
    const left = client.open({ ':path': '/left' });
    await Promise.all([client.fetch({}, 'whole'), client.fetch({ ':path': '/broken' }), once(left, 'data')]);
    left.close();
    await Promise.all(connections.map(closed));
  };
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const listeners = (): unknown => [
    socket.eventNames().map((name) => [name, socket.listenerCount(name)]),
    app.server.eventNames().map((name) => [name, app.server.listenerCount(name)]),
  ];
  await round();
  const before = { timers: timers(), listeners: listeners() };
  for (let index = 0; index < 30; index += 1) await round();
  expect(listeners()).toEqual(before.listeners);
  // 93 requests would show; a timer or two are the test's own.
  expect(timers()).toBeLessThan(before.timers + 5);
  expect(connections).toHaveLength(93);
  process.off('warning', warnings);
  expect(warnings).not.toHaveBeenCalled();
});
