import { once } from 'node:events';
import { connect } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { openSocket, readToEnd, untilQuiet } from '../testing/loopback-app.js';
import { answerTo, openClient } from './testing/http2-client.js';
import { startHttp2App } from './testing/http2-app.js';
import { FLAG, FRAME, RawHttp2, frame, headersFrame } from './testing/raw-http2.js';

describe('one port serves both protocols', () => {
  it('HTTP/2 with prior knowledge, and HTTP/1.1 as ever', async () => {
    await using app = await startHttp2App(async (request, response) => {
      response.json([request.method, request.originalUrl, request.get('host'), await text(request)]);
    });
    await using client = await openClient(app.url);
    const headers = { ':path': '/a%2Fb?c', ':authority': 'gateway' };
    expect((await client.fetch(headers, 'hello')).body).toBe('["POST","/a%2Fb?c","gateway","hello"]');
    expect((await client.fetch(headers)).body).toBe('["GET","/a%2Fb?c","gateway",""]');
    const socket = await openSocket(app.port);
    const request = 'GET /a%2Fb?c HTTP/1.1\r\nHost: gateway\r\n';
    socket.write(`${request}\r\n${request}Connection: close\r\n\r\n`);
    expect((await readToEnd(socket)).match(/\["GET","\/a%2Fb\?c","gateway",""\]/g)).toHaveLength(2);
  });

  it('tells the application the address of the caller, whatever a header says', async () => {
    await using app = await startHttp2App(({ socket, ip }, response) => {
      const { remoteAddress, remotePort, remoteFamily, localAddress, localPort } = socket;
      response.json([ip, remoteAddress, remotePort, remoteFamily, localAddress, localPort]);
    });
    await using client = await openClient(app.url);
    const forged = { 'x-forwarded-for': '10.9.9.9', forwarded: 'for=10.9.9.9', 'x-real-ip': '10.9.9.9' };
    const { localPort } = client.session.socket;
    const addresses = ['127.0.0.1', '127.0.0.1', localPort, 'IPv4', '127.0.0.1', app.port];
    expect(JSON.parse((await client.fetch(forged)).body)).toEqual(addresses);
  });

  it('gives every stream a request of its own, and many at once', async () => {
    const requests = new Set<unknown>();
    const all = Promise.withResolvers<void>();
    await using app = await startHttp2App(async (request, response) => {
      requests.add(request.socket);
      if (requests.size === 100) all.resolve();
      await all.promise;
      response.end(`${request.url} ${await text(request)}`);
    });
    await using client = await openClient(app.url);
    const paths = Array.from({ length: 100 }, (_, index) => `/${index}`);
    const answers = await Promise.all(paths.map((path) => client.fetch({ ':path': path }, `body of ${path}`)));
    expect(answers.map(({ body }) => body)).toEqual(paths.map((path) => `${path} body of ${path}`));
  });
});

describe('a request', () => {
  it('brings its fields as they were given', async () => {
    await using app = await startHttp2App((request, response) => response.json(request.headersDistinct));
    await using client = await openClient(app.url);
    const headers = { 'x-a': ['1', '2'], 'x-b': 'é', cookie: ['a=1', 'b=2'], 'content-length': '2', te: 'trailers' };
    expect(JSON.parse((await client.fetch({ ...headers, ':authority': 'gateway' }, '{}')).body)).toEqual({
      host: ['gateway'],
      'x-a': ['1', '2'],
      'x-b': ['é'],
      'content-length': ['2'],
      cookie: ['a=1; b=2'],
      connection: ['close'],
    });
  });

  it('comes to the application before its body does', async () => {
    await using app = await startHttp2App((request, response) => {
      response.flushHeaders();
      request.pipe(response);
    });
    await using client = await openClient(app.url);
    const stream = client.session.request({ ':method': 'POST' });
    await once(stream, 'response');
    const answer = answerTo(stream);
    stream.end('late');
    expect((await answer).body).toBe('late');
  });

  it('loses its trailers', async () => {
    await using app = await startHttp2App(async (request, response) => {
      response.json([await text(request), request.rawTrailers]);
    });
    await using client = await openClient(app.url);
    const stream = client.session.request({ ':method': 'POST', trailer: 'x-a' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'x-a': '1' }));
    stream.end('body');
    expect((await answerTo(stream)).body).toBe('["body",[]]');
  });

  it('is told to go on by the server, if it asks', async () => {
    await using app = await startHttp2App(async (request, response) => response.json(await json(request)));
    await using client = await openClient(app.url);
    const stream = client.session.request({ ':method': 'POST', expect: '100-continue' });
    await once(stream, 'continue');
    stream.end('[1]');
    expect(await answerTo(stream)).toMatchObject({ status: 200, body: '[1]', isWhole: true });
    const other = await client.fetch({ expect: 'a miracle' }, '[1]');
    expect(other).toMatchObject({ status: 417, body: '', isWhole: true });
  });
});

describe('an answer', () => {
  it('brings its status and fields, repeated ones apart, and nothing of the connection in memory', async () => {
    await using app = await startHttp2App((_request, response) => {
      response.status(203).setHeader('Set-Cookie', ['a=1', 'b=2']).setHeader('X-A', 'é');
      response.setHeader('Date', 'then').setHeader('Keep-Alive', 'timeout=5').setHeader('Trailer', 'X-T');
      response.write('text');
      response.addTrailers({ 'X-T': '1' });
      response.end();
    });
    await using client = await openClient(app.url);
    const { status, headers, body, isWhole } = await client.fetch();
    expect([status, body, isWhole]).toEqual([203, 'text', true]);
    expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-a': 'é', date: 'then' });
    for (const name of ['connection', 'keep-alive', 'trailer', 'transfer-encoding'])
      expect(headers).not.toHaveProperty(name);
  });

  it('may be announced', async () => {
    await using app = await startHttp2App((_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.end('whole');
    });
    await using client = await openClient(app.url);
    const stream = client.open();
    const [[hints], answer] = await Promise.all([once(stream, 'headers'), answerTo(stream)]);
    expect(hints).toMatchObject({ ':status': 103, link: '</a>; rel=preload' });
    expect(answer).toMatchObject({ status: 200, body: 'whole', isWhole: true });
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 205],
  ])('to %s with status %d has no body, and ends', async (method, status) => {
    await using app = await startHttp2App((_request, response) => {
      response.statusCode = status;
      response.end(status === 205 ? '' : 'some words');
    });
    await using client = await openClient(app.url);
    expect(await client.fetch({ ':method': method })).toMatchObject({ status, body: '', isWhole: true });
    using raw = await RawHttp2.open(app.port);
    const head = [
      [':method', method],
      [':scheme', 'http'],
      [':path', '/'],
      [':authority', 'a'],
    ] as const;
    raw.send(headersFrame(1, FLAG.endStream, head));
    await raw.until(({ streamId }) => streamId === 1);
    raw.send(frame(FRAME.ping, FLAG.none, 0, '12345678'));
    await raw.until(({ type }) => type === FRAME.ping);
    const frames = raw.framesOf(1).map(({ type, flags }) => [type, flags & FLAG.endStream]);
    expect(frames).toEqual([[FRAME.headers, FLAG.endStream]]);
  });

  it('that is whole before the upload is ends the upload, without an error', async () => {
    await using app = await startHttp2App((_request, response) => void response.status(413).end('too much'));
    await using client = await openClient(app.url);
    const stream = client.session.request({ ':method': 'POST' });
    stream.write(Buffer.alloc(1_000_000));
    expect(await answerTo(stream)).toMatchObject({ status: 413, body: 'too much', rstCode: 0 });
    // Nothing of it is left: the session is idle.
    const isClosed = once(client.session, 'close');
    app.server.closeIdleConnections();
    await isClosed;
  });

  it('is whole for the application, too, even if the caller has all of it before its end is said', async () => {
    await using app = await startHttp2App(async ({ exchange }, response) => {
      response.setHeader('content-length', 5);
      response.write('whole');
      await released.promise;
      response.end();
      await once(response, 'close');
      return [response.writableFinished, exchange.callerGone.aborted];
    });
    const released = Promise.withResolvers<void>();
    await using client = await openClient(app.url);
    expect(await client.fetch({}, 'with a body')).toMatchObject({ body: 'whole', isWhole: true });
    await untilQuiet(() => 0);
    released.resolve();
    expect(await app.handled()).toEqual([true, false]);
  });

  it('is whole for the application, be it long', async () => {
    await using app = await startHttp2App(async ({ exchange }, response) => {
      response.end('x'.repeat(300_000));
      await once(response, 'close');
      return [response.writableFinished, exchange.callerGone.aborted];
    });
    await using client = await openClient(app.url);
    for (let index = 0; index < 20; index += 1) {
      expect((await client.fetch()).body).toHaveLength(300_000);
      expect(await app.handled(index)).toEqual([true, false]);
    }
  });
});

it('a caller who says more than headers may be told so by either protocol', async () => {
  await using app = await startHttp2App((_request, response) => void response.end());
  await using client = await openClient(app.url);
  expect((await client.fetch({ 'x-a': 'a'.repeat(17_000) })).status).toBe(431);
  expect((await client.fetch({ ':path': `/${'a'.repeat(17_000)}` })).status).toBe(431);
  expect(await client.fetch({ 'x-a': 'a'.repeat(40_000) })).toMatchObject({ status: 0, isWhole: false });
  const socket = connect(app.port, '127.0.0.1');
  socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`);
  expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 431 /);
});
