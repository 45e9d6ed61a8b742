import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { closed, untilQuiet } from '../testing/loopback-app.js';
import { answerTo, openClient } from './testing/http2-client.js';
import { startHttp2App } from './testing/http2-app.js';
import { FLAG, FRAME, RawHttp2, frame, headersFrame, numberFrame } from './testing/raw-http2.js';

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_CANCEL } = constants;
const HEAD = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'gateway'],
] as const;

describe('an answer that breaks off never looks whole', () => {
  it.each<[what: string, breakOff: (response: ServerResponse) => unknown]>([
    ['before it begins', (response) => response.destroy()],
    ['behind its head', (response) => response.writeHead(200).flushHeaders() ?? setImmediate(() => response.destroy())],
    ['behind some of it', (response) => response.write('half', () => response.destroy())],
    [
      'short of its length',
      (response) => response.writeHead(200, { 'content-length': 9 }).write('half', () => response.destroy()),
    ],
    ['with an error', (response) => response.write('half', () => response.destroy(new Error('broken')))],
    [
      'by bytes that are no HTTP',
      ({ socket }) => socket?.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nx\r\n'),
    ],
    ['by its connection', (response) => response.write('half', () => response.socket?.destroy())],
    [
      'without saying where it would have ended',
      (response) => {
        response.removeHeader('transfer-encoding');
        response.write('half', () => response.destroy());
      },
    ],
  ])('%s', async (_what, breakOff) => {
    await using app = await startHttp2App((_request, response) => void breakOff(response));
    await using client = await openClient(app.url);
    expect(await client.fetch()).toMatchObject({ isWhole: false, rstCode: NGHTTP2_INTERNAL_ERROR });
    using raw = await RawHttp2.open(app.port);
    raw.send(headersFrame(1, FLAG.endStream, HEAD));
    const reset = await raw.until(({ type }) => type === FRAME.rstStream);
    expect(reset?.payload.readUInt32BE()).toBe(NGHTTP2_INTERNAL_ERROR);
    expect(
      raw.framesOf(1).filter(({ type, flags }) => type < FRAME.rstStream && (flags & FLAG.endStream) !== 0),
    ).toEqual([]);
  });

  it('and all that was written of it comes first', async () => {
    const block = 'x'.repeat(1_000_000);
    await using app = await startHttp2App((_request, response) => {
      response.write(block);
      response.write('the end', () => response.destroy());
    });
    await using client = await openClient(app.url);
    expect(await client.fetch()).toMatchObject({ body: `${block}the end`, isWhole: false });
  });

  it.each([
    ['a status that HTTP/2 does not have', (response: ServerResponse) => response.writeHead(999).end()],
    [
      'two types',
      (response: ServerResponse) => response.writeHead(200, ['content-type', 'a/b', 'content-type', 'c/d']).end(),
    ],
  ])('and neither does one whose head HTTP/2 cannot carry: %s', async (_what, answer) => {
    await using app = await startHttp2App((_request, response) => void answer(response));
    await using client = await openClient(app.url);
    expect(await client.fetch()).toMatchObject({ status: 0, isWhole: false, rstCode: NGHTTP2_INTERNAL_ERROR });
  });
});

describe('a caller who leaves is gone for the application at once', () => {
  /** Answers half, and tells when the caller has gone, and whether the connection in memory has. */
  const waitForEnd = async (request: Request, response: ServerResponse): Promise<unknown> => {
    response.write('half');
    if (!request.exchange.callerGone.aborted) await once(request.exchange.callerGone, 'abort');
    await closed(request.socket);
    return request.exchange.callerGone.reason;
  };
  const gone = expect.objectContaining({ name: 'AbortError' }) as unknown;

  it.each([NGHTTP2_NO_ERROR, NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR])('by a reset with code %d', async (code) => {
    await using app = await startHttp2App(waitForEnd);
    await using client = await openClient(app.url);
    const stream = client.open();
    await once(stream, 'data');
    stream.close(code);
    expect(await app.handled()).toEqual(gone);
  });

  it.each(['destroy', 'end', 'resetAndDestroy'] as const)('by its connection: %s', async (leave) => {
    await using app = await startHttp2App(waitForEnd);
    using raw = await RawHttp2.open(app.port);
    raw.send(headersFrame(1, FLAG.endStream, HEAD));
    await raw.until(({ type }) => type === FRAME.data);
    raw.socket[leave]();
    expect(await app.handled()).toEqual(gone);
  });

  it('with one stream; the others of its session go on', async () => {
    const go = Promise.withResolvers<void>();
    await using app = await startHttp2App(async (request, response) => {
      if (request.url === '/left') return waitForEnd(request, response);
      await go.promise;
      return response.end('whole');
    });
    await using client = await openClient(app.url);
    const stream = client.open({ ':path': '/left' });
    const other = client.fetch({ ':path': '/other' });
    await once(stream, 'data');
    stream.close(NGHTTP2_CANCEL);
    expect(await app.handled()).toEqual(gone);
    go.resolve();
    expect(await other).toMatchObject({ body: 'whole', isWhole: true });
  });

  it('whose request has no answer to speak of', async () => {
    await using app = await startHttp2App(waitForEnd);
    using raw = await RawHttp2.open(app.port);
    const fields: [string, string][] = HEAD.map(([name, value]) => [name, name === ':method' ? 'HEAD' : value]);
    raw.send(headersFrame(1, FLAG.endStream, fields));
    await once(app.server, 'request');
    raw.send(numberFrame(FRAME.rstStream, 1, NGHTTP2_CANCEL));
    expect(await app.handled()).toEqual(gone);
  });

  it('although nobody reads what it uploads', async () => {
    await using app = await startHttp2App(waitForEnd);
    await using client = await openClient(app.url);
    const stream = client.session.request({ ':method': 'POST' }).on('error', () => undefined);
    const sent = { bytes: 0 };
    for (let index = 0; index < 100; index += 1) stream.write(Buffer.alloc(10_000), () => (sent.bytes += 10_000));
    await untilQuiet(() => sent.bytes);
    stream.close(NGHTTP2_NO_ERROR);
    expect(await app.handled()).toEqual(gone);
  });

  it.each([NGHTTP2_NO_ERROR, NGHTTP2_INTERNAL_ERROR])(
    'before anybody knew of it (%d): nobody is asked',
    async (code) => {
      const paths: string[] = [];
      await using app = await startHttp2App(({ url }, response) => {
        paths.push(url);
        response.end();
      });
      using raw = await RawHttp2.open(app.port);
      raw.send(headersFrame(1, FLAG.none, HEAD), numberFrame(FRAME.rstStream, 1, code));
      raw.send(headersFrame(3, FLAG.endStream, HEAD));
      await raw.until(({ streamId, type }) => streamId === 3 && type === FRAME.headers);
      expect(raw.framesOf(1)).toEqual([]);
      expect(paths).toEqual(['/']);
    },
  );
});

describe('an upload that breaks off never looks whole', () => {
  it.each([NGHTTP2_NO_ERROR, NGHTTP2_CANCEL])('by a reset with code %d', async (code) => {
    for (const method of ['POST', 'HEAD']) {
      const started = Promise.withResolvers<void>();
      await using app = await startHttp2App((request) => {
        request.once('data', () => started.resolve());
        return new Promise((resolve) => {
          request.once('end', () => resolve('whole'));
          request.once('error', ({ message }) => resolve(message));
        });
      });
      using raw = await RawHttp2.open(app.port);
      const fields: [string, string][] = [
        [':method', method],
        ...HEAD.slice(1).map(([name, value]): [string, string] => [name, value]),
      ];
      raw.send(headersFrame(1, FLAG.none, fields), frame(FRAME.data, FLAG.none, 1, 'half'));
      await started.promise;
      raw.send(numberFrame(FRAME.rstStream, 1, code));
      expect(await app.handled()).toBe('aborted');
    }
  });

  it('even if the reset comes with what was sent', async () => {
    await using app = await startHttp2App((request) => {
      request.resume();
      return new Promise((resolve) => {
        request.once('end', () => resolve('whole'));
        request.once('error', ({ message }) => resolve(message));
      });
    });
    using raw = await RawHttp2.open(app.port);
    raw.send(headersFrame(1, FLAG.none, HEAD));
    await once(app.server, 'request');
    raw.send(frame(FRAME.data, FLAG.none, 1, 'half'), numberFrame(FRAME.rstStream, 1, NGHTTP2_NO_ERROR));
    expect(await app.handled()).toBe('aborted');
  });
});

it('an answer that is whole before the upload has an end, and then the reset that says so', async () => {
  await using app = await startHttp2App((_request, response) => void response.end('enough'));
  using raw = await RawHttp2.open(app.port);
  raw.send(headersFrame(1, FLAG.none, HEAD), frame(FRAME.data, FLAG.none, 1, 'half'));
  const reset = await raw.until(({ type }) => type === FRAME.rstStream);
  expect(reset?.payload.readUInt32BE()).toBe(NGHTTP2_NO_ERROR);
  const types = raw
    .framesOf(1)
    .filter(({ type }) => type !== FRAME.windowUpdate)
    .map(({ type, flags }) => [type, flags & FLAG.endStream]);
  expect(types).toEqual([
    [FRAME.headers, 0],
    [FRAME.data, 0],
    [FRAME.data, FLAG.endStream],
    [FRAME.rstStream, 0],
  ]);
});

it('an answer that is read to its end after a break in another stream is whole', async () => {
  await using app = await startHttp2App(
    (request, response) => void (request.url === '/' ? response.destroy() : response.end('whole')),
  );
  await using client = await openClient(app.url);
  const [broken, whole] = await Promise.all([client.fetch(), answerTo(client.open({ ':path': '/whole' }))]);
  expect([broken.isWhole, whole.isWhole, whole.body]).toEqual([false, true, 'whole']);
});
