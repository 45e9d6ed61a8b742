import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closed, openSocket, readToEnd, untilQuiet } from '../testing/loopback-app.js';
import { sniffPreface } from './sniff-preface.js';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

describe('sniffPreface', () => {
  let server: Server;
  let port: number;
  /** The other end of the connection that a test opens, and what was made of it. */
  let accepted: { readonly socket: Socket; readonly protocols: string[] };

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    server = createServer({ allowHalfOpen: true }, (socket) => {
      accepted = { socket, protocols: [] };
      sniffPreface(socket, 1_000, (protocol) => accepted.protocols.push(protocol));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });

  afterEach(async () => {
    vi.useRealTimers();
    accepted.socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function open(): Promise<Socket> {
    const connection = once(server, 'connection');
    const socket = await openSocket(port);
    await connection;
    return socket;
  }

  /** What was made of it, and what there is to read for whoever gets it next. */
  async function outcomeOf(): Promise<readonly [protocols: readonly string[], bytes: string]> {
    await vi.waitFor(() => expect(accepted.protocols).toHaveLength(1));
    await vi.waitFor(() => expect(accepted.socket.readableLength).toBeGreaterThan(0));
    return [accepted.protocols, String(accepted.socket.read())];
  }

  it.each([
    ['http2', PREFACE],
    ['http2', `${PREFACE}and more`],
    ['http1', 'GET / HTTP/1.1\r\n'],
    ['http1', 'POST / HTTP/1.1\r\n'],
    ['http1', 'PROPFIND / HTTP/1.1\r\n'],
    ['http1', 'PRI / HTTP/1.1\r\n'],
    ['http1', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\rx'],
    ['http1', '\u0016\u0003\u0001'],
    ['http1', '\r\n'],
    ['http1', 'x'],
  ])('takes for %s: %j, and leaves every byte to be read', async (protocol, bytes) => {
    const socket = await open();
    socket.write(bytes);
    expect(await outcomeOf()).toEqual([[protocol], bytes]);
    expect(vi.getTimerCount()).toBe(0);
    expect(accepted.socket.listenerCount('readable')).toBe(0);
    socket.destroy();
  });

  it('waits for a preface that comes byte by byte, and reads nothing twice', async () => {
    const socket = await open();
    for (const byte of PREFACE.slice(0, -1)) {
      socket.write(byte);
      await once(accepted.socket, 'readable');
    }
    expect(accepted.protocols).toEqual([]);
    socket.write('\nrest');
    expect(await outcomeOf()).toEqual([['http2'], `${PREFACE}rest`]);
    socket.destroy();
  });

  it('leaves a preface that ends before its time to HTTP/1.1', async () => {
    const socket = await open();
    socket.end('PRI * HT');
    expect(await outcomeOf()).toEqual([['http1'], 'PRI * HT']);
  });

  it('leaves a connection that ends without a word to HTTP/1.1', async () => {
    (await open()).end();
    await vi.waitFor(() => expect(accepted.protocols).toEqual(['http1']));
  });

  it.each(['', 'PRI * HTTP/2.0\r\n'])('ends a connection that says nothing more than %j in time', async (bytes) => {
    const socket = await open();
    if (bytes !== '') {
      socket.write(bytes);
      await once(accepted.socket, 'readable');
    }
    const answer = readToEnd(socket);
    vi.advanceTimersByTime(999);
    await untilQuiet(() => accepted.socket.bytesWritten);
    expect(accepted.socket.bytesWritten).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await answer).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\n[^]*\r\nconnection: close\r\n\r\n\{"message":"The request came too slowly",/,
    );
    await closed(accepted.socket);
    expect(accepted.protocols).toEqual([]);
  });

  it('forgets a connection that breaks', async () => {
    const socket = await open();
    expect(vi.getTimerCount()).toBe(1);
    socket.resetAndDestroy();
    await closed(accepted.socket);
    expect(vi.getTimerCount()).toBe(0);
    expect(accepted.protocols).toEqual([]);
  });

  it('has no limit where the server has none', async () => {
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      accepted = { socket, protocols: [] };
      sniffPreface(socket, 0, (protocol) => accepted.protocols.push(protocol));
    });
    const socket = await open();
    expect(vi.getTimerCount()).toBe(0);
    socket.write('x');
    expect(await outcomeOf()).toEqual([['http1'], 'x']);
    socket.destroy();
  });
});
