import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { invocationOf } from '../exchange/invocation.js';
import { answerBadRequests } from '../listener/answer-bad-requests.js';
import { limitServer } from '../listener/limit-server.js';
import { carry, INVOCATION, Taker } from '../testing/carried.js';
import { startLoopbackApp, untilQuiet } from '../testing/loopback-app.js';

describe('carryEvent', () => {
  it('carries method, target, headers and body as they are, and the address of the caller', async () => {
    const headers = [
      ['Host', 'gateway.test'],
      ['authorization', 'Bearer a'],
      ['Authorization', 'Bearer b'],
      ['X-Bytes', '\u00e2\u0082\u00ac'],
    ] as const;
    const seen: unknown[] = [];
    await carry(
      (request, response) => {
        const { method, url, rawHeaders, socket } = request;
        void text(request).then((body) => {
          seen.push(method, url, rawHeaders, socket.remoteAddress, body);
          return response.end();
        });
      },
      { method: 'POST', target: '/model/a%2Fb%253A0/invoke?q=%20', headers, body: Buffer.from('{"é":1}') },
    );
    expect(seen).toEqual([
      'POST',
      '/model/a%2Fb%253A0/invoke?q=%20',
      [...headers.flat(), 'content-length', '8', 'connection', 'close'],
      '203.0.113.7',
      '{"é":1}',
    ]);
  });

  it('carries headers byte by byte where there is no body, too', async () => {
    const headers = [
      ['Host', 'gateway.test'],
      ['X-Bytes', '\u00e2\u0082\u00ac'],
    ] as const;
    const taker = await carry((request, response) => response.end(String(request.headers['x-bytes']), 'latin1'), {
      headers,
    });
    expect(taker.text).toBe('€');
  });

  it('serves a request without a host, as the console of API Gateway sends it', async () => {
    const taker = await carry((_request, response) => response.end('whole'), { headers: [] });
    expect(taker.prelude?.statusCode).toBe(200);
    expect(taker.text).toBe('whole');
  });

  it('hands over the head before the body, and is done when all of it was taken', async () => {
    const taker = await carry((_request, response) => {
      response.writeHead(201, { 'Content-Type': 'text/plain', Vary: ['a', 'b'] });
      response.write('one ');
      setImmediate(() => response.end('two'));
    });
    expect(taker.prelude).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'text/plain' },
      multiValueHeaders: { vary: ['a', 'b'] },
    });
    expect(taker.text).toBe('one two');
  });

  it.each([
    ['HEAD', 200, { 'content-length': '5' }],
    ['GET', 204, {}],
    ['GET', 304, {}],
  ])('hands over an answer without a body: %s, %i', async (method, status, headers) => {
    const taker = await carry((_request, response) => response.writeHead(status, headers).end(), { method });
    expect(taker.prelude?.statusCode).toBe(status);
    expect(taker.text).toBe('');
  });

  it('carries an upload of 4 MB', async () => {
    const body = Buffer.alloc(4_000_000, 'x');
    const taker = await carry(
      (request, response) => void text(request).then((read) => response.end(String(read.length))),
      { method: 'POST', body },
    );
    expect(taker.text).toBe('4000000');
  });

  it('carries an answer of 20 MB', async () => {
    const taker = await carry((_request, response) => response.end(Buffer.alloc(20_000_000)));
    expect(taker.bytes).toBe(20_000_000);
  });

  it('hands over an answer that came before the upload was read', async () => {
    const body = Buffer.alloc(4_000_000, 'x');
    const taker = await carry((_request, response) => response.writeHead(413).end('too large'), {
      method: 'POST',
      body,
    });
    expect(taker.prelude?.statusCode).toBe(413);
    expect(taker.text).toBe('too large');
  });

  it('tells which invocation a request belongs to, and of no other request', async () => {
    const seen: unknown[] = [];
    await carry((request, response) => response.end(String(seen.push(invocationOf(request)))));
    await using app = await startLoopbackApp((request, response) => response.json(seen.push(invocationOf(request))));
    const headers = { 'x-amzn-lambda-context': '{"remainingMs":1}' };
    await (await fetch(app.url, { headers })).text();
    expect(seen).toEqual([INVOCATION, undefined]);
  });

  it('is done when the application is done with the request, although all of the answer was there before', async () => {
    let isOver = false;
    await carry((_request, response) => {
      response.once('close', () => (isOver = true)).writeHead(200, { 'content-length': 5 });
      response.write('whole');
      void untilQuiet(() => 0).then(() => response.end());
    });
    expect(isOver).toBe(true);
  });

  it('leaves no connection and no listener behind', async () => {
    const server = createServer((_request, response) => response.end('whole'));
    const taker = new Taker();
    const sockets: { closed: boolean }[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    for (let count = 0; count < 50; count += 1) await carry(() => undefined, {}, taker, server);
    expect(sockets.filter(({ closed }) => !closed)).toEqual([]);
    taker.gone.abort();
    expect(sockets).toHaveLength(50);
  });
});

describe('the limits on a head', () => {
  it.each([
    [
      'headers of 17 kB',
      {
        headers: [
          ['Host', 'a'],
          ['x-a', 'a'.repeat(17_000)],
        ] as const,
      },
      '"maxHeaderBytes":16384',
    ],
    ['a URL of 17 kB', { target: `/${'a'.repeat(17_000)}` }, '"maxHeaderBytes":16384'],
  ])('hold for events, too, and are told as everywhere: %s', async (_what, request, limit) => {
    const server = createServer(() => {
      throw new Error('The application must not see it');
    });
    limitServer(server, { maxConnections: 1 });
    answerBadRequests(server, () => undefined);
    const taker = await carry(() => undefined, request, new Taker(), server);
    expect(taker.prelude).toMatchObject({ statusCode: 413 });
    expect(taker.text).toContain(limit);
  });
});
