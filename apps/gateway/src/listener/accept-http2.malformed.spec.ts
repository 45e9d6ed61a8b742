import { describe, expect, it } from 'vitest';
import { startHttp2App } from './testing/http2-app.js';
import { FLAG, FRAME, RawHttp2, frame, headersFrame } from './testing/raw-http2.js';

type Fields = readonly (readonly [name: string, value: string])[];

const POST: Fields = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'gateway'],
];
const BODY = 'hello';
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n';

const without = (name: string): Fields => POST.filter(([other]) => other !== name);
const withOther = (name: string, value: string): Fields => [[name, value], ...without(name)];

/** Neither nghttp2 nor HTTP/1.1 takes any of these. Source: RFC 9113, section 8.2.2, 8.3 and 10.3. */
const REFUSED: readonly [what: string, fields: Fields][] = [
  ['chunks', [...POST, ['transfer-encoding', 'chunked']]],
  ['a connection of its own', [...POST, ['connection', 'close']]],
  ['an upgrade', [...POST, ['upgrade', 'websocket']]],
  ['an extended tunnel', [...POST, [':protocol', 'websocket']]],
  [
    'a tunnel',
    [
      [':method', 'CONNECT'],
      [':authority', 'other:443'],
    ],
  ],
  ['a length that is too short', [...POST, ['content-length', '3']]],
  ['a length that is too long', [...POST, ['content-length', '9']]],
  ['two equal lengths', [...POST, ['content-length', '5'], ['content-length', '5']]],
  ['a length with a sign', [...POST, ['content-length', '+5']]],
  ['two lengths in one', [...POST, ['content-length', '5, 5']]],
  ['two hosts', [...POST, ['host', 'gateway'], ['host', 'gateway']]],
  ['another host', [...POST, ['host', 'other']]],
  ['no host', without(':authority')],
  ['a host with the end of a line', withOther(':authority', 'a\r\nx: y')],
  ['no path', without(':path')],
  ['an empty path', withOther(':path', '')],
  ['two paths', [...POST, [':path', '/b']]],
  ['a path with a space', withOther(':path', '/a b')],
  ['a path with a request in it', withOther(':path', `/ HTTP/1.1\r\nHost: a\r\n\r\n${SMUGGLED}`)],
  ['a path that is an address', withOther(':path', 'http://other/')],
  ['a path of bytes beyond ASCII', withOther(':path', '/\xe9')],
  ['a method in small letters', withOther(':method', 'post')],
  ['a method that nobody knows', withOther(':method', 'HACK')],
  ['a method with a request in it', withOther(':method', SMUGGLED)],
  ['another scheme', withOther(':scheme', 'ftp')],
  ['a name in capitals', [...POST, ['X-A', 'a']]],
  ['a pseudo-header behind others', [...without(':path'), ['x-a', 'a'], [':path', '/']]],
  ['a pseudo-header of answers', [...POST, [':status', '200']]],
];

/** nghttp2 drops these fields, and them alone. */
const DROPPED: readonly [what: string, field: readonly [string, string]][] = [
  ['a value with the end of a line', ['x-a', 'a\r\ntransfer-encoding: chunked']],
  ['a value with a carriage return', ['x-a', 'a\rb']],
  ['a value with a line feed', ['x-a', 'a\nb']],
  ['a value with a NUL', ['x-a', 'a\0b']],
  ['a name with the end of a line', ['x-a: b\r\nx-b', 'c']],
  ['a name with a space', ['x a', 'b']],
  ['a name with a colon', ['x:a', 'b']],
  ['an empty name', ['', 'b']],
];

/** Sends one request in one packet, and tells the paths and fields of all requests that reach the application. */
async function send(
  fields: Fields,
  body: string,
): Promise<{ readonly refused: boolean; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  await using app = await startHttp2App(({ url, rawHeaders }, response) => {
    seen.push(`${url} ${rawHeaders.join(' ')}`);
    response.end();
  });
  using connection = await RawHttp2.open(app.port);
  connection.send(headersFrame(1, FLAG.none, fields), frame(FRAME.data, FLAG.endStream, 1, body));
  const answer = await connection.until(
    ({ type, streamId }) => type === FRAME.goaway || (streamId === 1 && type !== FRAME.windowUpdate),
  );
  // The index of `:status: 400` in the static table. Source: RFC 7541, appendix A.
  return { refused: answer?.type !== FRAME.headers || answer.payload[0] === 0x8c, seen };
}

describe('a request that could be understood in two ways never reaches the application', () => {
  it.each(REFUSED)('%s', async (_, fields) => {
    expect(await send(fields, BODY)).toEqual({ refused: true, seen: [] });
  });
});

describe('a field that no message can have is not passed on, nor does it end a line', () => {
  it.each(DROPPED)('%s', async (_, field) => {
    const head = '/ host gateway transfer-encoding chunked connection close';
    expect(await send([...POST, field], BODY)).toEqual({ refused: false, seen: [head] });
  });
});

it('spaces around a value are no part of it, as in HTTP/1.1, and do not make it vanish', async () => {
  const head = '/ host gateway x-data-classification cui transfer-encoding chunked connection close';
  expect(await send([...POST, ['x-data-classification', ' cui\t']], BODY)).toEqual({ refused: false, seen: [head] });
});

it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST'])(
  'a body that looks like a request is a body, with %s',
  async (method) => {
    const head = '/ host gateway transfer-encoding chunked connection close';
    expect(await send(withOther(':method', method), SMUGGLED)).toEqual({ refused: false, seen: [head] });
    const length = String(SMUGGLED.length);
    const fields: Fields = [...withOther(':method', method), ['content-length', length]];
    const headWithLength = `/ host gateway content-length ${length} connection close`;
    expect(await send(fields, SMUGGLED)).toEqual({ refused: false, seen: [headWithLength] });
  },
);

it('what comes behind the preface and is no HTTP/2 ends the connection', async () => {
  await using app = await startHttp2App((_request, response) => void response.end());
  using connection = await RawHttp2.open(app.port);
  connection.send(SMUGGLED, SMUGGLED);
  await connection.closed;
  expect((await fetch(app.url)).status).toBe(200);
});
