import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { post, request } from '../support/post.js';
import { RawConnection, headOf } from '../support/raw-connection.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';
import { shareSystem } from '../support/share-system.js';
import { expectAtWork, expectLastRefused, recordsOf, WAYS_TO_GIVE_UP } from '../support/unfinished-uploads.js';

const LIMIT_BYTES = 100_000;
const MEBIBYTE = 1_048_576;
/** What a kernel may hold on both sides of a loopback connection. */
const KERNEL_BYTES = 8 * MEBIBYTE;

const system = shareSystem({ env: { GATEWAY_MAX_BODY_BYTES: String(LIMIT_BYTES) } });
let token: string;
beforeAll(async () => {
  token = await system.token();
});
beforeEach(() => system.sandbox.forgetRequests());

const TOO_LARGE = { outcome: 'refused', statusCode: 413, errorType: 'PayloadTooLargeException', requestSize: 0 };

/** A request of exactly so many bytes. */
function envelopeOf(bytes: number): string {
  const envelope = JSON.stringify(HELLO);
  return envelope + ' '.repeat(bytes - envelope.length);
}

describe('the limit on the body', () => {
  it('lets a body of just its size pass', async () => {
    expect((await post(system, '/bedrock/invoke', envelopeOf(LIMIT_BYTES))).status).toBe(200);
  });

  it('refuses one byte more, and names the limit', async () => {
    const response = await post(system, '/vpn/bedrock/invoke', envelopeOf(LIMIT_BYTES + 1));
    const { error } = await expectProblem(response, 413, 'PayloadTooLargeException');
    expect(error.details).toEqual({ maxBodyBytes: LIMIT_BYTES });
    expect(await system.recordOf(response)).toMatchObject(TOO_LARGE);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('lets a client read the answer that sends thirty times as much before it looks', async () => {
    const response = await post(system, '/bedrock/invoke-stream', envelopeOf(30 * LIMIT_BYTES));
    const { error } = await expectProblem(response, 413, 'PayloadTooLargeException');
    expect(error.message).toBe('The request body may have 100000 bytes');
  });

  it('refuses a declared length before a single byte of the body has come', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf('/bedrock/invoke', token, [`Content-Length: ${LIMIT_BYTES + 1}`]));
    expect(await connection.receive('"maxBodyBytes":100000')).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    await expectLastRefused(system, TOO_LARGE);
  });

  it('refuses an upload without an end while it is being read, and cuts it off when it goes on', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf('/bedrock/invoke', token, ['Transfer-Encoding: chunked']));
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    while (!connection.received.includes('"maxBodyBytes":100000')) await connection.send(chunk);
    expect(connection.received).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    expect(connection.bytesSent).toBeLessThan(LIMIT_BYTES + KERNEL_BYTES);
    let isOpen = true;
    while (isOpen) isOpen = await connection.send(chunk);
    expect(connection.bytesSent).toBeLessThan(LIMIT_BYTES + KERNEL_BYTES + 8 * MEBIBYTE);
    await expectLastRefused(system, TOO_LARGE);
  });

  it('takes the declared word of nobody: a chunked body that fits is served', async () => {
    using connection = await RawConnection.open(system.url);
    const body = JSON.stringify(HELLO);
    const lines = ['Transfer-Encoding: chunked', 'Connection: close'];
    await connection.send(headOf('/bedrock/invoke', token, lines));
    for (const byte of body) await connection.send(`1\r\n${byte}\r\n`);
    await connection.send('0\r\n\r\n');
    expect(await connection.receive('Opus, are you there?')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('does not matter to somebody without a token: nothing of the upload is read, and it is cut off', async () => {
    const before = (await system.records()).length;
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf('/bedrock/invoke', 'no-token-of-ours', ['Transfer-Encoding: chunked']));
    expect(await connection.receive('UnauthorizedException')).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    let isOpen = true;
    while (isOpen) isOpen = await connection.send(chunk);
    expect(connection.bytesSent).toBeLessThan(KERNEL_BYTES + 8 * MEBIBYTE);
    expect(await system.records()).toHaveLength(before);
  });
});

describe('an upload that does not get to its end', () => {
  it.each(WAYS_TO_GIVE_UP)('is on record as one that the client gave up, when %s', async (subject, giveUp) => {
    using connection = await RawConnection.open(system.url);
    const head = headOf('/bedrock/invoke', await system.token({ subject }), ['Transfer-Encoding: chunked']);
    await connection.send(`${head}5\r\n{"mod\r\n`);
    await expectAtWork(system);
    giveUp(connection);
    await expect
      .poll(() => recordsOf(system, subject))
      .toEqual([
        expect.objectContaining({ outcome: 'client-gone', statusCode: 499, errorType: 'ClientClosedRequest' }),
      ]);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    await expectServing();
  });

  it('ends with the deadline of the request, when nothing comes any more', async () => {
    using connection = await RawConnection.open(system.url);
    const lines = ['Content-Length: 1000', 'X-Request-Timeout-Ms: 50'];
    await connection.send(`${headOf('/bedrock/invoke', token, lines)}{"mod`);
    expect(await connection.receive('DeadlineExceededException')).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n/);
    await expectLastRefused(system, { outcome: 'refused', statusCode: 504, errorType: 'DeadlineExceededException' });
    await expectServing();
  });

  it('leaves no record when the client is gone before it has said what it wants', async () => {
    const before = (await system.records()).length;
    using connection = await RawConnection.open(system.url);
    await connection.send(`POST /bedrock/invoke HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${token}\r\nConte`);
    connection.finish();
    await connection.closed;
    expect(await system.records()).toHaveLength(before);
    await expectServing();
  });
});

async function expectServing(): Promise<void> {
  expect((await request(system, '/health')).status).toBe(200);
  expect((await post(system, '/bedrock/invoke', HELLO)).status).toBe(200);
}
