import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { RequestsInFlight } from '../../apps/gateway/src/exchange/requests-in-flight.js';
import {
  EMPTY_SETTINGS,
  FLAG,
  FRAME,
  frame,
  headersFrame,
  numberFrame,
  RawHttp2,
} from '../../apps/gateway/src/listener/testing/raw-http2.js';
import { untilQuiet } from '../../apps/gateway/src/testing/loopback-app.js';
import { request } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';

const CONTINUATION = 9;
const CANCEL = 8;
/** What nobody sends by accident. */
const MANY = 4_000;

const system = shareSystem();
let port: number;
beforeAll(() => {
  port = Number(new URL(system.url).port);
});

const GET = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/bedrock/models'],
  [':authority', 'gateway'],
] as const;

/** Sends parts one after the other until all of them are out, or the connection is closed. */
async function pour(connection: RawHttp2, parts: Iterable<Buffer>): Promise<void> {
  for (const part of parts) {
    if (connection.socket.destroyed) return;
    if (!connection.socket.write(part)) await Promise.race([once(connection.socket, 'drain'), connection.closed]);
  }
}

async function expectUnharmed(): Promise<void> {
  await expect.poll(() => system.app.get(RequestsInFlight).count).toBe(0);
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect((await request(system, '/health')).status).toBe(200);
}

/** Streams that are opened and reset at once. Source: CVE-2023-44487. */
function* rapidResets(): Generator<Buffer> {
  for (let index = 0; index < MANY; index += 1) {
    const streamId = 2 * index + 1;
    yield Buffer.concat([headersFrame(streamId, FLAG.endStream, GET), numberFrame(FRAME.rstStream, streamId, CANCEL)]);
  }
}

/** A head that never ends. Source: CVE-2024-27983, VU#421644. */
function* continuations(): Generator<Buffer> {
  const literal = (name: string): Buffer => Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), Buffer.of(1), Buffer.from('a')]); // prettier-ignore
  yield frame(FRAME.headers, FLAG.none, 1, literal('x-0'));
  for (let index = 1; index < MANY; index += 1) yield frame(CONTINUATION, FLAG.none, 1, literal(`x-${index}`));
}

function* of(part: Buffer): Generator<Buffer> {
  for (let index = 0; index < MANY * 10; index += 1) yield part;
}

describe('a flood over HTTP/2 ends its own connection, and harms nobody', () => {
  it('of streams that are reset as soon as they are opened', async () => {
    using connection = await RawHttp2.open(port);
    await pour(connection, rapidResets());
    await connection.closed;
    expect(connection.frames.some(({ type }) => type === FRAME.goaway)).toBe(true);
    await expectUnharmed();
  });

  it('of headers that go on without end', async () => {
    using connection = await RawHttp2.open(port);
    await pour(connection, continuations());
    await connection.closed;
    await expectUnharmed();
  });

  it.each([
    ['pings', frame(FRAME.ping, FLAG.none, 0, '12345678')],
    ['settings', EMPTY_SETTINGS],
  ])('of %s whose answers nobody reads', async (_what, part) => {
    using connection = await RawHttp2.open(port);
    connection.socket.pause();
    void pour(connection, of(part));
    await untilQuiet(() => connection.socket.bytesWritten);
    await expectUnharmed();
    connection.socket.resume();
    await connection.closed;
  });
});

describe('a client that asks for more than it may', () => {
  it('has 100 streams at once, and each beyond that is refused', async () => {
    using connection = await RawHttp2.open(port);
    const opened = Array.from({ length: 130 }, (_, index) => {
      const fields = GET.map(([name, value]) => [name, name === ':method' ? 'POST' : value] as const);
      return headersFrame(2 * index + 1, FLAG.none, fields.map(([name, value]) => [name, name === ':path' ? '/bedrock/invoke' : value] as const)); // prettier-ignore
    });
    connection.send(...opened);
    const refused = await connection.until(({ type, streamId }) => type === FRAME.rstStream && streamId > 199);
    expect(refused?.payload.readUInt32BE()).toBe(7);
  });

  it('is told how much a head may have, and how many streams there are', async () => {
    using connection = await RawHttp2.open(port);
    const settings = await connection.until(({ type, flags }) => type === FRAME.settings && flags === FLAG.none);
    const values = new Map<number, number>();
    for (let at = 0; at < (settings?.payload.length ?? 0); at += 6) {
      values.set(settings?.payload.readUInt16BE(at) ?? 0, settings?.payload.readUInt32BE(at + 2) ?? 0);
    }
    // SETTINGS_MAX_CONCURRENT_STREAMS and SETTINGS_MAX_HEADER_LIST_SIZE. Source: RFC 9113, section 6.5.2.
    expect([values.get(3), values.get(6)]).toEqual([100, 32_768]);
  });
});
