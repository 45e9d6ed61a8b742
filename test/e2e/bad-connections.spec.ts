import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HELLO } from '../support/models.js';
import { post, request } from '../support/post.js';
import { RawConnection, converse, headOf } from '../support/raw-connection.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();
let token: string;
beforeAll(async () => {
  token = await system.token();
});
beforeEach(() => system.sandbox.forgetRequests());

const BODY = JSON.stringify(HELLO);
const LENGTH = `Content-Length: ${BODY.length}`;
const CHUNKED = 'Transfer-Encoding: chunked';

/** A whole request that must never come into being, behind one that ends where somebody else sees its end. */
const smuggled = (): string => `${headOf('/internet/bedrock/invoke', token, [LENGTH])}${BODY}`;

/** Lengths that two servers may read in two ways. Source: RFC 9112, sections 6 and 11.2. */
const AMBIGUOUS: readonly [what: string, lines: readonly string[]][] = [
  ['a length and chunks', ['Content-Length: 5', CHUNKED]],
  ['chunks and a length', [CHUNKED, 'Content-Length: 5']],
  ['two lengths', ['Content-Length: 5', 'Content-Length: 6']],
  ['two lengths in one line', ['Content-Length: 5, 6']],
  ['a length with a sign', ['Content-Length: +5']],
  ['a negative length', ['Content-Length: -1']],
  ['a length in hexadecimal', ['Content-Length: 0x5']],
  ['a length beyond all numbers', ['Content-Length: 99999999999999999999999']],
  ['an empty length', ['Content-Length: ']],
  ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity']],
  ['chunks twice', [CHUNKED, CHUNKED]],
  ['a space before the colon', ['Transfer-Encoding : chunked', 'Content-Length: 5']],
  ['a line that goes on in the next one', ['Transfer-Encoding:', ' chunked', 'Content-Length: 5']],
  ['a line without a colon', ['Transfer-Encoding chunked', 'Content-Length: 5']],
  ['a NUL in a header', ['X-A: a\u0000b', 'Content-Length: 5']],
  ['a carriage return in a header', [`X-A: a\r${CHUNKED}`, 'Content-Length: 5']],
];

const MALFORMED: readonly [what: string, bytes: string | Uint8Array, status: number][] = [
  ['a word', 'hello\r\n\r\n', 400],
  ['noise', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 0xff, 0x0d, 0x0a]), 400],
  ['a preface of HTTP/2 that is none', 'PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n', 400],
  ['an unknown version', 'GET /health HTTP/9.9\r\nHost: gateway\r\n\r\n', 400],
  ['an unknown method', 'HACK /health HTTP/1.1\r\nHost: gateway\r\n\r\n', 400],
  ['no Host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['a space in the path', 'GET /health x HTTP/1.1\r\nHost: gateway\r\n\r\n', 400],
  ['a header of 20 kB', `GET /health HTTP/1.1\r\nHost: gateway\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, 413],
  [
    '20 kB of small headers',
    `GET /health HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n${'X-A: a\r\n'.repeat(2_500)}\r\n`,
    413,
  ],
  ['a path of 20 kB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: gateway\r\n\r\n`, 413],
  ['a query of 20 kB', `GET /health?${'a=b&'.repeat(5_000)} HTTP/1.1\r\nHost: gateway\r\n\r\n`, 413],
];

describe('a request of which two servers may see two ends is refused, with whatever follows', () => {
  it.each(AMBIGUOUS)('%s', async (_, lines) => {
    const before = (await system.records()).length;
    const answer = await converse(system.url, `${headOf('/bedrock/invoke', token, lines)}0\r\n\r\n${smuggled()}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    await expectUntouched(before);
  });

  it.each([
    ['a size that is none', 'x\r\n'],
    ['a size with a sign', '-1\r\nx\r\n'],
    ['a size beyond all numbers', 'fffffffffffffffff\r\nx\r\n'],
    ['a chunk longer than it says', '1\r\nxyz\r\n'],
    ['a line feed alone', '1\nx\n0\n\n'],
    ['an extension of 20 kB', `1;${'a'.repeat(20_000)}\r\nx\r\n`],
  ])('chunks with %s', async (_, chunks) => {
    const before = (await system.records()).length;
    const answer = await converse(system.url, `${headOf('/bedrock/invoke', token, [CHUNKED])}${chunks}${smuggled()}`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    await expectBrokenUploadOnRecord(before);
    await expectServing();
  });
});

it('a coding of the body that is not known is refused before anything is sent', async () => {
  const before = (await system.records()).length;
  const head = headOf('/bedrock/invoke', token, ['Transfer-Encoding: xchunked']);
  const answer = await converse(system.url, `${head}${BODY}${smuggled()}`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  await expectBrokenUploadOnRecord(before);
});

describe('what is no HTTP is answered in a line and cut off', () => {
  it.each(MALFORMED)('%s', async (_, bytes, status) => {
    const before = (await system.records()).length;
    const answer = await converse(system.url, bytes);
    expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    expect(answer).not.toMatch(/node|express|nest|stack|<html/i);
    await expectUntouched(before);
  });

  it('a tunnel to somewhere else: it is cut off without an answer', async () => {
    const before = (await system.records()).length;
    expect(await converse(system.url, 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')).toBe('');
    await expectUntouched(before);
  });
});

it('an upgrade to another protocol is not taken up', async () => {
  const lines = ['Connection: Upgrade, close', 'Upgrade: websocket', LENGTH];
  const answer = await converse(system.url, `${headOf('/nothing', token, lines)}${BODY}`);
  expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
});

it('requests behind one another on one connection are answered in their order, each on a record of its own', async () => {
  const before = (await system.records()).length;
  using connection = await RawConnection.open(system.url);
  const first = `${headOf('/vpn/bedrock/invoke', token, [LENGTH])}${BODY}`;
  const second = `${headOf('/bedrock/invoke', token, ['Content-Length: 2'])}{}`;
  const third = `${headOf('/internet/bedrock/invoke', token, [LENGTH, 'Connection: close'])}${BODY}`;
  await connection.send(first + second + third);
  await connection.closed;
  expect(connection.received.match(/HTTP\/1\.1 \d\d\d/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400', 'HTTP/1.1 200']);
  expect(connection.received.match(/X-Routing-Method: \w+/g)).toEqual([
    'X-Routing-Method: vpn',
    'X-Routing-Method: internet',
  ]);
  expect(await system.records()).toHaveLength(before + 3);
});

/** Its head was whole and its caller known: the record comes when the handler notices, after the connection has gone. */
async function expectBrokenUploadOnRecord(recordsBefore: number): Promise<void> {
  await expect.poll(() => system.records()).toHaveLength(recordsBefore + 1);
  expect((await system.records()).at(-1)).toMatchObject({ outcome: 'client-gone', statusCode: 499, attempts: [] });
}

async function expectUntouched(recordsBefore: number): Promise<void> {
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  expect(await system.records()).toHaveLength(recordsBefore);
  await expectServing();
}

async function expectServing(): Promise<void> {
  expect((await request(system, '/health')).status).toBe(200);
  expect((await post(system, '/bedrock/invoke', HELLO)).status).toBe(200);
}
