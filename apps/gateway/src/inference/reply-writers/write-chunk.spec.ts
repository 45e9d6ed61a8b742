import { once } from 'node:events';
import type { Response } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closed, openSocket, readToEnd, startLoopbackApp } from '../../testing/loopback-app.js';
import { breakOff, endAnswer, writeChunk } from './write-chunk.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const BLOCK = Buffer.alloc(1024 * 1024, 'x');
const ongoing = new AbortController().signal;

/** Fills the way to a caller that does not read until nothing more goes in; resolves when a write has to wait. */
async function fill(response: Response, signal: AbortSignal): Promise<{ blocks: number; stalled: Promise<void> }> {
  for (let blocks = 1; ; blocks += 1) {
    const write = writeChunk(response, BLOCK, signal);
    write.catch(() => undefined);
    // A write that goes through is done after some rounds of the event loop, be it slow.
    const isDone = await Promise.race([write.then(() => true), pause(50).then(() => false)]);
    if (!isDone) return { blocks, stalled: write };
  }
}

const pause = (rounds: number): Promise<void> =>
  rounds === 0 ? Promise.resolve() : new Promise<void>(setImmediate).then(() => pause(rounds - 1));

describe('writeChunk', () => {
  it.each([
    ['timeout', new DOMException('late', 'TimeoutError')],
    ['client-gone', new DOMException('gone', 'AbortError')],
  ])('writes nothing once the signal has fired: %s', async (kind, reason) => {
    await using app = await startLoopbackApp((_request, response) =>
      writeChunk(response, BLOCK, AbortSignal.abort(reason)).catch((error: unknown) => [error, response.headersSent]),
    );
    const socket = await openSocket(app.port);
    socket.write(GET);
    expect(await app.handled()).toEqual([expect.objectContaining({ kind }), false]);
    socket.destroy();
  });

  it('waits for a caller that does not read, and goes on when they do', async () => {
    await using app = await startLoopbackApp(async (_request, response) => {
      const { stalled } = await fill(response, ongoing);
      const waiting = response.writableLength;
      socket.resume();
      await stalled;
      response.end();
      return waiting;
    });
    const socket = await openSocket(app.port);
    socket.pause().write(GET);
    // Never more than the chunk in hand, and what HTTP puts around it.
    expect(await app.handled()).toBeLessThan(BLOCK.length + 1_000);
  });

  it.each([
    ['timeout', new DOMException('late', 'TimeoutError')],
    ['client-gone', new DOMException('gone', 'AbortError')],
  ])('stops waiting when the signal fires (%s), and leaves no listener behind', async (kind, reason) => {
    await using app = await startLoopbackApp(async (_request, response) => {
      const controller = new AbortController();
      const before = response.listenerCount('drain');
      const { stalled } = await fill(response, controller.signal);
      controller.abort(reason);
      const error: unknown = await stalled.catch((caught: unknown) => caught);
      response.destroy();
      return [error, response.listenerCount('drain') - before];
    });
    const socket = await openSocket(app.port);
    socket.pause().write(GET);
    expect(await app.handled()).toEqual([expect.objectContaining({ kind }), 0]);
    socket.destroy();
  });
});

describe('a caller that takes nothing for a minute', () => {
  afterEach(() => void vi.useRealTimers());

  it.each(['writeChunk', 'endAnswer'] as const)('is gone for %s', async (waiting) => {
    const stalls = Promise.withResolvers<void>();
    await using app = await startLoopbackApp(async (_request, response) => {
      (await fill(response, ongoing)).stalled.catch(() => undefined);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const work = waiting === 'endAnswer' ? endAnswer(response, ongoing) : writeChunk(response, BLOCK, ongoing);
      stalls.resolve();
      await work;
    });
    const socket = await openSocket(app.port);
    socket.pause().write(GET);
    await stalls.promise;
    let hasEnded = false;
    app.handled().catch(() => (hasEnded = true));
    vi.advanceTimersByTime(59_999);
    await pause(10);
    expect(hasEnded).toBe(false);
    vi.advanceTimersByTime(1);
    await expect(app.handled()).rejects.toMatchObject({ kind: 'client-gone', reason: 'reader-stalled' });
    expect(vi.getTimerCount()).toBe(0);
    socket.destroy();
  });

  it('leaves no timer behind if it takes all of it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using app = await startLoopbackApp(async (_request, response) => {
      await writeChunk(response, Buffer.alloc(4 * BLOCK.length, '~'), ongoing);
      await endAnswer(response, ongoing);
      return vi.getTimerCount();
    });
    const socket = await openSocket(app.port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const text = await readToEnd(socket);
    expect(text.match(/~/g)).toHaveLength(4_194_304);
    expect(await app.handled()).toBe(0);
  });
});

describe('endAnswer', () => {
  it('resolves when the last words have left', async () => {
    await using app = await startLoopbackApp(async (_request, response) => {
      await endAnswer(response, ongoing, 'the end');
      return response.writableFinished;
    });
    expect(await (await fetch(app.url)).text()).toBe('the end');
    expect(await app.handled()).toBe(true);
  });

  it('does not end anything once the signal has fired', async () => {
    await using app = await startLoopbackApp((_request, response) =>
      endAnswer(response, AbortSignal.abort(new DOMException('late', 'TimeoutError'))).catch((error: unknown) => [
        error,
        response.writableEnded,
      ]),
    );
    const socket = await openSocket(app.port);
    socket.write(GET);
    expect(await app.handled()).toEqual([expect.objectContaining({ kind: 'timeout' }), false]);
    socket.destroy();
  });

  it('is a caller that is gone, not a whole answer, where the caller goes away before the last bytes', async () => {
    await using app = await startLoopbackApp(async ({ exchange }, response) => {
      const { stalled } = await fill(response, exchange.signal);
      stalled.catch(() => undefined);
      const end = endAnswer(response, exchange.signal);
      socket.destroy();
      return end;
    });
    const socket = await openSocket(app.port);
    socket.pause().write(GET);
    await expect(app.handled()).rejects.toMatchObject({ kind: 'client-gone' });
  });
});

describe('breakOff', () => {
  afterEach(() => void vi.useRealTimers());

  it('sends what was written, and closes without the end of a whole answer', async () => {
    await using app = await startLoopbackApp((_request, response) => {
      response.write('half');
      breakOff(response);
    });
    const socket = await openSocket(app.port);
    socket.write(GET);
    const text = await readToEnd(socket);
    expect(text).toContain('half');
    expect(text).not.toContain('\r\n0\r\n\r\n');
    await expect(fetch(app.url).then((answer) => answer.text())).rejects.toThrow('terminated');
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using app = await startLoopbackApp(async (_request, response) => {
      const end = once(response, 'close');
      response.write('half');
      breakOff(response);
      const during = vi.getTimerCount();
      await end;
      return [during, vi.getTimerCount()];
    });
    const socket = await openSocket(app.port);
    socket.resume().write(GET);
    expect(await app.handled()).toEqual([1, 0]);
  });

  it('leaves a whole answer alone', async () => {
    await using app = await startLoopbackApp(async (_request, response) => {
      response.end('whole');
      await once(response, 'finish');
      breakOff(response);
      breakOff(response.destroy());
    });
    expect(await (await fetch(app.url)).text()).toBe('whole');
  });

  it('lets last words out that are on their way', async () => {
    await using app = await startLoopbackApp((_request, response) => {
      response.end('event: error');
      breakOff(response);
    });
    expect(await (await fetch(app.url)).text()).toBe('event: error');
  });

  it.each(['written', 'ended'])(
    'cuts off a caller that does not read within 5 s, the answer being %s',
    async (state) => {
      const stalls = Promise.withResolvers<Response>();
      await using app = await startLoopbackApp(async (_request, response) => {
        (await fill(response, ongoing)).stalled.catch(() => undefined);
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        if (state === 'ended') response.end();
        breakOff(response);
        stalls.resolve(response);
      });
      const socket = await openSocket(app.port);
      socket.pause().write(GET);
      const response = await stalls.promise;
      vi.advanceTimersByTime(4_999);
      expect(response.destroyed).toBe(false);
      vi.advanceTimersByTime(1);
      expect(response.destroyed).toBe(true);
      await closed(response.req.socket);
      expect(vi.getTimerCount()).toBe(0);
      socket.destroy();
    },
  );
});
