import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closed, openSocket, readToEnd, startLoopbackApp, type LoopbackApp } from '../testing/loopback-app.js';
import { drainUpload } from './drain-upload.js';

const MEBIBYTE = 1024 * 1024;

/** An application that refuses whatever is uploaded, and does not wait for it. */
const startRefuser = (): Promise<LoopbackApp> =>
  startLoopbackApp((request, response) => {
    drainUpload(request);
    response.status(413).json({ refused: true });
  });

/** Sends chunks until the connection breaks; returns how many bytes the socket took. */
async function uploadForever(socket: Socket): Promise<number> {
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x1_00_00)}\r\n`);
  const end = closed(socket);
  while (!socket.destroyed && socket.writable) {
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), end]);
  }
  return socket.bytesWritten;
}

describe('drainUpload', () => {
  afterEach(() => void vi.useRealTimers());

  it('cuts an upload that never ends behind 8 MiB, and its sender has read the answer by then', async () => {
    await using app = await startRefuser();
    const socket = await openSocket(app.port);
    const answer = readToEnd(socket);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const sent = await uploadForever(socket);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 [^]*{"refused":true}$/);
    expect(sent).toBeGreaterThan(8 * MEBIBYTE);
    // What the kernel holds on both sides comes on top.
    expect(sent).toBeLessThan(40 * MEBIBYTE);
  });

  it('cuts an upload that does not go on within 5 s', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using app = await startRefuser();
    const socket = await openSocket(app.port);
    socket.resume();
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx');
    await once(socket, 'data');
    vi.advanceTimersByTime(4_999);
    await new Promise(setImmediate);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    await closed(socket);
  });

  it('keeps the connection of an upload that ends in time, for the next request', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using app = await startRefuser();
    const socket = await openSocket(app.port);
    const body = 'x'.repeat(100);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n');
    await once(socket, 'data');
    socket.write(body);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    expect(vi.getTimerCount()).toBe(0);
    socket.destroy();
  });

  it('leaves no timer behind when the sender goes away, nor where there is nothing to drain', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const timers: number[] = [];
    await using app = await startLoopbackApp(async (request, response) => {
      await new Promise(setImmediate);
      const before = vi.getTimerCount();
      drainUpload(request);
      timers.push(vi.getTimerCount() - before);
      if (request.method === 'POST') await closed(request.socket);
      else response.end();
      timers.push(vi.getTimerCount() - before);
    });
    const socket = await openSocket(app.port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await app.handled(0);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx');
    await once(app.server, 'request');
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    socket.destroy();
    await app.handled(1);
    expect(timers).toEqual([0, 0, 1, 0]);
  });
});
