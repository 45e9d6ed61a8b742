import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { callNative, CONVERSE, INVOKE, NATIVE_CALLS, type NativeCall } from '../support/native-calls.js';
import { headOf, RawConnection } from '../support/raw-connection.js';
import { shareSystem } from '../support/share-system.js';
import { expectAtWork, expectLastRefused, recordsOf, WAYS_TO_GIVE_UP } from '../support/unfinished-uploads.js';
import { callsOf } from '../support/traffic.js';
import { request } from '../support/post.js';

const LIMIT_BYTES = 100_000;
const POSTS = NATIVE_CALLS.filter(({ method }) => method === 'POST');

const system = shareSystem({ env: { GATEWAY_MAX_BODY_BYTES: String(LIMIT_BYTES) } });
let token: string;
beforeAll(async () => {
  token = await system.token();
});
beforeEach(() => system.sandbox.forgetRequests());

const TOO_LARGE = { outcome: 'refused', statusCode: 413, errorType: 'PayloadTooLargeException' };

/** A call with blanks behind its body: what counts is its size. */
const padded = (call: NativeCall, bytes: number): NativeCall => ({ ...call, body: call.body?.padEnd(bytes) ?? '' });

describe('the limit on the body', () => {
  it.each(POSTS)('lets a body of just its size pass ($operation)', async (call) => {
    const response = await callNative(system, padded(call, LIMIT_BYTES));
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    expect(callsOf(system, 'internet')).toMatchObject([{ requestBytes: LIMIT_BYTES }]);
  });

  it.each(POSTS)('refuses one byte more, and names the limit ($operation)', async (call) => {
    const response = await callNative(system, padded(call, LIMIT_BYTES + 1));
    const message = await expectNativeProblem(response, 413, 'PayloadTooLargeException');
    expect(message).toContain(`${LIMIT_BYTES} bytes`);
    await expectLastRefused(system, { ...TOO_LARGE, operation: call.operation });
  });

  it('refuses an image over it', async () => {
    const image = { format: 'png', source: { bytes: Buffer.alloc(LIMIT_BYTES).toString('base64') } };
    const body = JSON.stringify({ messages: [{ role: 'user', content: [{ image }] }] });
    const response = await callNative(system, { ...CONVERSE, body });
    await expectNativeProblem(response, 413, 'PayloadTooLargeException');
    await expectLastRefused(system, { ...TOO_LARGE, operation: 'Converse' });
  });

  it('refuses a declared length before a single byte of the body has come', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf(INVOKE.path, token, [`Content-Length: ${LIMIT_BYTES + 1}`]));
    expect(await connection.receive('bytes')).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    await expectLastRefused(system, TOO_LARGE);
  });

  it('refuses an upload without an end while it is being read', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf(CONVERSE.path, token, ['Transfer-Encoding: chunked']));
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    while (!connection.received.includes('{"message":')) await connection.send(chunk);
    expect(connection.received).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    await expectLastRefused(system, TOO_LARGE);
  });

  it('is nothing that a GET could exceed: its body is not read at all', async () => {
    using connection = await RawConnection.open(system.url);
    const lines = ['Host: gateway', `Authorization: Bearer ${token}`, 'Content-Length: 9999999', 'Connection: close'];
    await connection.send(`GET /foundation-models HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{}`);
    expect(await connection.receive('modelSummaries')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(callsOf(system, 'internet')).toMatchObject([{ requestBytes: 0 }]);
  });
});

describe('an upload that does not get to its end', () => {
  it.each(WAYS_TO_GIVE_UP)('is on record as one that the client gave up, when %s', async (subject, giveUp) => {
    using connection = await RawConnection.open(system.url);
    const head = headOf(CONVERSE.path, await system.token({ subject }), ['Transfer-Encoding: chunked']);
    await connection.send(`${head}5\r\n{"mes\r\n`);
    await expectAtWork(system);
    giveUp(connection);
    await expect
      .poll(() => recordsOf(system, subject))
      .toMatchObject([
        { operation: 'Converse', outcome: 'client-gone', statusCode: 499, errorType: 'ClientClosedRequest' },
      ]);
    await expectServing();
  });

  it('ends with the deadline of the request, when nothing comes any more', async () => {
    using connection = await RawConnection.open(system.url);
    const lines = ['Content-Length: 1000', 'X-Request-Timeout-Ms: 50'];
    await connection.send(`${headOf(CONVERSE.path, token, lines)}{"mes`);
    expect(await connection.receive('ModelTimeoutException')).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    await expectLastRefused(system, { outcome: 'refused', statusCode: 408, errorType: 'ModelTimeoutException' });
    await expectServing();
  });

  it('is not waited for when the answer is no anyhow', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf('/model/a..b/converse', token, ['Content-Length: 50000']));
    expect(await connection.receive('modelId')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    await expectLastRefused(system, { outcome: 'refused', statusCode: 400, errorType: 'ValidationException' });
  });
});

async function expectServing(): Promise<void> {
  expect((await request(system, '/health')).status).toBe(200);
  expect((await callNative(system, INVOKE)).status).toBe(200);
}
