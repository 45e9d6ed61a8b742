import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSocket, startLoopbackApp } from '../testing/loopback-app.js';
import type { Exchange } from './exchange.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the client request id', () => {
  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['with a space', 'a b'],
    ['with a slash', 'a/b'],
    ['with a comma', 'a,b'],
    ['beyond ASCII', 'é'],
  ])('is ignored when it is %s', async (_what, id) => {
    await using app = await startLoopbackApp((request, response) => {
      response.json(request.exchange.clientRequestId ?? null);
    });
    const answer = await fetch(app.url, { headers: { 'x-request-id': id } });
    expect(await answer.json()).toBeNull();
    expect(answer.headers.has('x-client-request-id')).toBe(false);
  });

  it('is ignored when it is given twice', async () => {
    await using app = await startLoopbackApp((request, response) => {
      response.json(request.exchange.clientRequestId ?? null);
    });
    const headers: [string, string][] = [
      ['x-request-id', 'a'],
      ['x-request-id', 'b'],
    ];
    expect(await (await fetch(app.url, { headers })).json()).toBeNull();
  });

  it.each(['a', 'x'.repeat(128), 'Ab9._-', '0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'])(
    'is kept when it is %s, and never used as the key',
    async (id) => {
      await using app = await startLoopbackApp(({ exchange }, response) => {
        response.json([exchange.clientRequestId, exchange.requestId]);
      });
      const answer = await fetch(app.url, { headers: { 'x-request-id': id } });
      const [clientRequestId, requestId] = (await answer.json()) as [string, string];
      expect(clientRequestId).toBe(id);
      expect(requestId).not.toBe(id);
      expect(requestId).toMatch(UUID_V7);
    },
  );
});

describe('callerGone', () => {
  it('fires when the connection closes before the answer is complete', async () => {
    await using app = await startLoopbackApp(async ({ exchange }, response) => {
      response.write('half');
      await once(exchange.callerGone, 'abort');
      return [exchange.callerGone.reason, exchange.signal.reason === exchange.callerGone.reason];
    });
    const socket = await openSocket(app.port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    expect(await app.handled()).toEqual([expect.objectContaining({ name: 'AbortError' }), true]);
  });

  it('stays silent when the answer has left, although the connection closes then', async () => {
    await using app = await startLoopbackApp(async ({ exchange }, response) => {
      response.end('whole');
      await once(response, 'close');
      return exchange.callerGone.aborted;
    });
    await (await fetch(app.url, { headers: { connection: 'close' } })).text();
    expect(await app.handled()).toBe(false);
  });

  it('ends the deadline, too, and for another reason than its own', async () => {
    await using app = await startLoopbackApp(async ({ exchange }, response) => {
      const deadline = exchange.startDeadline(60_000);
      response.write('half');
      await once(exchange.signal, 'abort');
      return [exchange.signal === deadline.signal, exchange.signal.reason];
    });
    const socket = await openSocket(app.port);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    expect(await app.handled()).toEqual([true, expect.objectContaining({ name: 'AbortError' })]);
  });
});

describe('the deadline', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('fires with a TimeoutError, and a second start changes nothing', async () => {
    await using app = await startLoopbackApp(({ exchange }, response) => {
      const first = exchange.startDeadline(1_000);
      const second = exchange.startDeadline(10);
      vi.advanceTimersByTime(999);
      const early = exchange.signal.aborted;
      vi.advanceTimersByTime(1);
      response.end();
      return { same: first === second, early, name: (exchange.signal.reason as Error).name };
    });
    await (await fetch(app.url)).text();
    expect(await app.handled()).toEqual({ same: true, early: false, name: 'TimeoutError' });
  });

  it('leaves no timer behind once the answer is over', async () => {
    let exchange: Exchange | undefined;
    await using app = await startLoopbackApp(async (request, response) => {
      ({ exchange } = request);
      const before = vi.getTimerCount();
      exchange.startDeadline(60_000);
      const during = vi.getTimerCount();
      response.end();
      await once(response, 'close');
      return during - before;
    });
    await (await fetch(app.url)).text();
    expect(await app.handled()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(exchange?.signal.aborted).toBe(false);
  });
});

describe('a request whose time is ended', () => {
  it('ends as if its deadline had passed, while its caller is still there', async () => {
    await using app = await startLoopbackApp(({ exchange }, response) => {
      const deadline = exchange.startDeadline(60_000);
      exchange.runOut();
      response.end();
      return [deadline.signal.reason, exchange.signal === deadline.signal, exchange.callerGone.aborted];
    });
    await (await fetch(app.url)).text();
    expect(await app.handled()).toEqual([expect.objectContaining({ name: 'TimeoutError' }), true, false]);
  });

  it('gets none when it asks for its deadline later', async () => {
    await using app = await startLoopbackApp(({ exchange }, response) => {
      exchange.runOut();
      response.end();
      return [exchange.signal.aborted, exchange.startDeadline(60_000).signal.aborted];
    });
    await (await fetch(app.url)).text();
    expect(await app.handled()).toEqual([true, true]);
  });
});
