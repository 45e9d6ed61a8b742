import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { openClient } from '../../apps/gateway/src/listener/testing/http2-client.js';
import { ProblemCounts } from '../../apps/gateway/src/problems/problem-counts.js';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { post, request } from '../support/post.js';
import { RawConnection, converse, headOf, readAnswer } from '../support/raw-connection.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';

const system = shareSystem({ env: { GATEWAY_MAX_CONNECTIONS: '40' } });
beforeEach(() => system.sandbox.forgetRequests());

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What a document says that has the members of both shapes. */
const documentOf = (status: number, type: string, message: string, details: object): object => ({
  message,
  statusCode: status,
  error: { type, message, retryable: status === 408, details },
  requestId: expect.stringMatching(UUID_V7),
  routingMethod: 'auto',
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
});
const TOO_MANY_BYTES = documentOf(413, 'PayloadTooLargeException', 'The headers of the request may have 16384 bytes', {
  maxHeaderBytes: 16_384,
});
const NO_HTTP = documentOf(400, 'ValidationException', 'The request is not valid', { request: 'is not HTTP' });
const TOO_SLOW = documentOf(408, 'RequestTimeoutException', 'The request came too slowly', {});

/** Everything that such an answer says beside its document. */
function expectRefusal(received: string, document: object): void {
  const { status, headers, body } = readAnswer(received);
  const told = JSON.parse(body) as { readonly statusCode: number; readonly requestId: string; error: { type: string } };
  expect(told).toEqual(document);
  expect(status).toBe(told.statusCode);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-request-id': told.requestId,
    'x-amzn-errortype': told.error.type,
    'cache-control': 'no-store',
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
  });
}

describe('what Node’s parser refuses is told in the documented shape', () => {
  it.each([
    ['a header of 17 kB', `GET /health HTTP/1.1\r\nHost: g\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`, TOO_MANY_BYTES],
    [
      'headers of 17 kB',
      `GET /health HTTP/1.1\r\nHost: g\r\n${`X-A: ${'a'.repeat(200)}\r\n`.repeat(90)}\r\n`,
      TOO_MANY_BYTES,
    ],
    ['a URL of 17 kB', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: g\r\n\r\n`, TOO_MANY_BYTES],
    ['no HTTP', 'hello\r\n\r\n', NO_HTTP],
    ['an unknown method', 'HACK / HTTP/1.1\r\nHost: g\r\n\r\n', NO_HTTP],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', NO_HTTP],
  ])('%s', async (_what, bytes, document) => {
    const before = (await system.records()).length;
    expectRefusal(await converse(system.url, bytes), document);
    expect(await system.records()).toHaveLength(before);
  });

  it('counts it', async () => {
    const counts = system.app.get(ProblemCounts);
    const before = counts.byStatus[413] ?? 0;
    await converse(system.url, `GET / HTTP/1.1\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`);
    expect(counts.byStatus[413]).toBe(before + 1);
  });

  it('over HTTP/2 as well, and others of the session go on', async () => {
    await using client = await openClient(system.url);
    const answer = await client.fetch({ ':path': '/health', 'x-a': 'a'.repeat(17_000) });
    expect([answer.status, answer.isWhole, JSON.parse(answer.body)]).toEqual([413, true, TOO_MANY_BYTES]);
    const broken = await client.fetch({ ':method': 'hack', ':path': '/health' });
    expect([broken.status, JSON.parse(broken.body)]).toEqual([400, NO_HTTP]);
    expect((await client.fetch({ ':path': '/health' })).status).toBe(200);
  });

  it('behind an answer that is whole, which comes first', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send('GET /health HTTP/1.1\r\nHost: g\r\n\r\n');
    const first = await connection.receive('{"status":"ok"}');
    await connection.send('hello\r\n\r\n');
    await connection.closed;
    expect(readAnswer(first).status).toBe(200);
    expectRefusal(connection.received.slice(first.length), NO_HTTP);
  });

  it('not behind half an answer: that is cut off', async () => {
    await system.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    using connection = await RawConnection.open(system.url);
    const body = JSON.stringify(HELLO);
    const head = headOf('/internet/bedrock/invoke-stream', await system.token(), [`Content-Length: ${body.length}`]);
    await connection.send(head + body);
    await connection.receive('data: ');
    await connection.send('hello\r\n\r\n');
    await connection.closed;
    await system.sandbox.faults.clear();
    expect(connection.received).not.toContain('ValidationException');
    expect((await system.records()).at(-1)).toMatchObject({ outcome: 'client-gone' });
  });
});

describe('a head over a limit is refused before anybody is asked for a token', () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, 'a']));

  it.each([
    {
      what: 'more headers than 100',
      path: '/bedrock/invoke',
      headers: many,
      details: { maxHeaderCount: 100 },
      message: 'The request may have 100 headers',
    },
    {
      what: 'a longer URL than 8 kB',
      path: `/vpn/bedrock/invoke?${'a'.repeat(8_200)}`,
      headers: {},
      details: { maxUrlBytes: 8_192 },
      message: 'The URL of the request may have 8192 bytes',
    },
  ])('$what', async ({ path, headers, details, message }) => {
    const before = (await system.records()).length;
    const response = await post(system, path, HELLO, { headers, token: 'none' });
    const { error } = await expectProblem(response, 413, 'PayloadTooLargeException');
    expect([error.details, error.message]).toEqual([details, message]);
    expect(await system.records()).toHaveLength(before);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it("in Bedrock's shape on Bedrock's own paths, and over HTTP/2", async () => {
    const response = await post(system, `/model/${'a'.repeat(9_000)}/converse`, '{}');
    await expectNativeProblem(response, 413, 'PayloadTooLargeException');
    await using client = await openClient(system.url);
    const answer = await client.fetch({ ':path': '/model/a/converse', ...many }, '{}');
    expect([answer.status, answer.body]).toEqual([413, '{"message":"The request may have 100 headers"}']);
  });

  it('but for a host that is missing, or there twice: a 400 that names it', async () => {
    for (const [lines, what] of [
      ['', 'is missing'],
      ['Host: a\r\nHost: b\r\n', 'is given more than once'],
    ]) {
      const { status, body } = readAnswer(await converse(system.url, `GET /x HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`)); // prettier-ignore
      expect([status, JSON.parse(body)]).toMatchObject([400, { error: { details: { Host: what } } }]);
    }
  });
});

it('whoever expects what nobody offers is served all the same', async () => {
  const lines = ['Host: g', 'Expect: a-miracle', 'Connection: close'];
  expect(readAnswer(await converse(system.url, `GET /health HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)).status).toBe(
    200,
  );
});

describe('a head that does not come in time', () => {
  it.each([
    ['that stops', ['GET /health HTTP/1.1\r\nHost: g\r\n']],
    ['of a connection that has said nothing', ['']],
    ['that stops in the preface of HTTP/2', ['PRI * HT']],
    ['behind a request that was answered', ['GET /health HTTP/1.1\r\nHost: g\r\n\r\n', 'GET /hea']],
  ])('is told so and cut off: one %s', async (_what, parts) => {
    const server: Server = system.app.getHttpServer();
    const { headersTimeout } = server;
    server.headersTimeout = 300;
    using connection = await RawConnection.open(system.url);
    for (const [index, part] of parts.entries()) {
      await connection.send(part);
      if (index < parts.length - 1) await connection.receive('{"status":"ok"}');
    }
    await connection.closed;
    server.headersTimeout = headersTimeout;
    expectRefusal(connection.received.slice(connection.received.lastIndexOf('HTTP/1.1 408')), TOO_SLOW);
  });

  it('has 20 s, a whole request 300, and it is looked after both every 2 s', () => {
    const server: Server & { connectionsCheckingInterval?: number } = system.app.getHttpServer();
    const { headersTimeout, requestTimeout, connectionsCheckingInterval } = server;
    expect([headersTimeout, requestTimeout, connectionsCheckingInterval]).toEqual([20_000, 300_000, 2_000]);
  });
});

it('no more connections are open than the operator says, and one that closes makes room', async () => {
  const sockets: Socket[] = [];
  const { port } = new URL(system.url);
  for (let index = 0; index < 60; index += 1) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    sockets.push(socket);
  }
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(20);
  const server: Server = system.app.getHttpServer();
  const { promise, resolve } = Promise.withResolvers<number>();
  server.getConnections((_error, count) => resolve(count));
  expect(await promise).toBeLessThanOrEqual(40);
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await request(system, '/health').catch(() => undefined))?.status).toBe(200);
});
