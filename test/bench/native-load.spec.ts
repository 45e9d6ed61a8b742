import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Load, LoadFigures } from '../../bench/ground/load.ts';
import { plainPost, requestsFileOf, shareNative } from './share-native.ts';
import { skipWithoutCompiler } from './skip-without-compiler.ts';

describe.skipIf(skipWithoutCompiler('the compiled load'))('the compiled load', () => {
  const native = shareNative();
  beforeEach(() => native.upstream.behave({}));

  const run = async (words: Readonly<Record<string, string | number>>): Promise<LoadFigures> => {
    const args = Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const { stdout } = await promisify(execFile)(native.programs.load, args, { timeout: 60_000 });
    return JSON.parse(stdout) as LoadFigures;
  };
  const put = (
    port: number,
    { connections, seconds, maxRequests = 1e9, frameBytes = 0 }: Load,
    requests = requestsFileOf(plainPost('/model/any/converse')),
  ): Promise<LoadFigures> =>
    run({ port, connections, seconds, 'max-requests': maxRequests, 'frame-bytes': frameBytes, requests });

  it('sees what each answer took, to its first byte and to its last', async () => {
    await native.upstream.behave({ delayMs: 30 });
    const figures = await put(native.upstream.port, { connections: 4, seconds: 60, maxRequests: 40 });
    expect(figures).toMatchObject({ requests: 40, failures: 0, bodyBytes: 40 * 600 });
    expect(figures.firstByteUs.p50).toBeGreaterThanOrEqual(29_800);
    expect(figures.totalUs.p50).toBeGreaterThanOrEqual(figures.firstByteUs.p50);
    expect(figures.totalUs.p50).toBeLessThan(90_000);
    expect(figures.totalUs.max).toBeGreaterThanOrEqual(figures.totalUs.p99);
    expect(figures.seconds).toBeGreaterThanOrEqual(0.3);
  });

  it('is off by no more than a step of its scale', async () => {
    const delaysMs = [300, 450];
    const port = await serve((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end('{}'), delaysMs.shift()));
    });
    const { seconds, totalUs } = await put(port, { connections: 1, seconds: 60, maxRequests: 2 });
    // The longest is exact, and there is nothing else but the other one.
    const otherUs = seconds * 1_000_000 - totalUs.max;
    expect(totalUs.p50 / otherUs).toBeGreaterThan(0.9);
    expect(totalUs.p50 / otherUs).toBeLessThan(1.01);
  });

  it('measures for as long as it is told, after the warm-up', async () => {
    await native.upstream.behave({ delayMs: 10 });
    const requests = requestsFileOf(plainPost('/model/any/converse'));
    const words = { port: native.upstream.port, connections: 2, seconds: 0.5, 'warmup-seconds': 0.3, requests };
    const figures = await run(words);
    expect(figures.seconds).toBeGreaterThanOrEqual(0.5);
    expect(figures.seconds).toBeLessThan(2);
    // At most one more on each connection, which began in the warm-up.
    expect(figures.requests).toBeLessThanOrEqual(Math.ceil(figures.seconds / 0.01) * 2 + 2);
    expect(figures.requests).toBeGreaterThan(0);
  });

  it('holds a thousand streams at once, and tells their frames apart', async () => {
    await native.upstream.behave({ frames: 10, intervalMs: 20 });
    const stream = requestsFileOf(plainPost('/model/any/converse-stream'));
    const load = { connections: 1_000, seconds: 60, maxRequests: 1_000, frameBytes: 200 };
    const figures = await put(native.upstream.port, load, stream);
    expect(figures).toMatchObject({ requests: 1_000, failures: 0, frames: 14_000, bodyBytes: 14_000 * 200 });
    expect(figures.totalUs.p50).toBeGreaterThanOrEqual(200_000);
  });

  it('sends the requests of its file in turn, as many as it is told and no more', async () => {
    const asked: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      asked.push(request.url);
      request.resume().on('end', () => response.end());
    });
    const file = requestsFileOf(plainPost('/1', 'one'), plainPost('/2'), plainPost('/3', 'three'));
    const figures = await put(port, { connections: 1, seconds: 60, maxRequests: 7 }, file);
    expect(figures.requests).toBe(7);
    expect(asked).toEqual(['/1', '/2', '/3', '/1', '/2', '/3', '/1']);
  });

  it('sends ten thousand different requests, and bodies of 5 MB', async () => {
    let bytes = 0;
    const asked = new Set<string | undefined>();
    const port = await serve((request, response) => {
      asked.add(request.url);
      request.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => response.end());
    });
    const many = Array.from({ length: 10_000 }, (_, number) => plainPost(`/${number}`));
    await put(port, { connections: 16, seconds: 60, maxRequests: 10_000 }, requestsFileOf(...many));
    expect(asked.size).toBe(10_000);
    const large = requestsFileOf(plainPost('/', 'a'.repeat(5_000_000)));
    expect(await put(port, { connections: 2, seconds: 60, maxRequests: 4 }, large)).toMatchObject({
      requests: 4,
      failures: 0,
    });
    expect(bytes).toBe(20_000_000);
  });

  describe('takes an answer', () => {
    it.each([
      ['of a length', 'HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello'],
      [
        'in chunks, with an extension and a trailer',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nX: y\r\n\r\n',
      ],
      ['that ends its connection', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello'],
      ['that ends with its connection', 'HTTP/1.0 200 OK\r\n\r\nhello'],
      ['after a 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
    ])('%s', async (_what, answer) => {
      const port = await answerWith((socket) => socket.write(answer, () => isOver(answer) && socket.end()));
      const figures = await put(port, { connections: 2, seconds: 60, maxRequests: 6 });
      expect(figures).toMatchObject({ requests: 6, failures: 0, bodyBytes: 30 });
    });
  });

  describe('counts as a failure', () => {
    it.each([
      ['an answer other than 200', 'status 503', 'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n'],
      ['an answer that is cut', 'cut', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello'],
      ['chunks that are cut', 'cut', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
      ['more than an answer', 'malformed', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhello'],
      ['what is no HTTP', 'malformed', 'hello\r\n\r\n'],
      ['nothing at all', 'cut', ''],
    ])('%s', async (_what, firstFailure, answer) => {
      const port = await answerWith((socket) => socket.end(answer));
      const figures = await put(port, { connections: 1, seconds: 60, maxRequests: 3 });
      expect(figures).toMatchObject({ requests: 0, failures: 3, firstFailure });
    });

    it('a connection that is refused', async () => {
      const server = createTcpServer();
      const port = await listen(server);
      server.close();
      const figures = await put(port, { connections: 1, seconds: 0.2 });
      expect(figures).toMatchObject({ requests: 0, firstFailure: 'refused' });
      expect(figures.failures).toBeGreaterThan(0);
    });
  });

  it.each([
    [{ connections: 1, seconds: 1 }, '--port, --connections, --seconds and --requests have to be given'],
    [{ port: 70_000 }, 'Usage: '],
    [{ connexions: 1 }, '--connections N [1 to 20000]'],
    [{ port: 1, connections: 1, seconds: 1, requests: '/dev/null' }, '/dev/null has no request'],
    [{ port: 1, connections: 1, seconds: 1, requests: import.meta.filename }, 'no HTTP/1.1 request at byte 0'],
  ])('refuses %j', async (words, message) => {
    await expect(run(words as Record<string, string | number>)).rejects.toThrow(message);
  });
});

/** What ends by the end of its connection, or says that it will. */
function isOver(answer: string): boolean {
  return /HTTP\/1\.0|Connection: close/.test(answer);
}

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => server.close().closeAllConnections());
  return listen(server);
}

/** Answers whatever comes. */
async function answerWith(answer: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('data', () => answer(socket)));
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
