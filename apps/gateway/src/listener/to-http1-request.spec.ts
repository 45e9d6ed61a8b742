import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportProof, runsOf, seedOf } from '../../../../test/support/proof.js';
import { toHttp1Request } from './to-http1-request.js';
import { requestsOnTheWire } from './testing/requests-on-the-wire.js';

const GET = [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'gateway'];

/** The usual head with one field said otherwise, or left out. */
function headWith(name: string, value?: string): string[] {
  const at = GET.indexOf(name);
  return GET.toSpliced(at, 2, ...(value === undefined ? [] : [name, value]));
}

const SEED = seedOf(20_261_122);
const RUNS = runsOf({ sample: 300, full: 10_000 });

describe('a head that HTTP/1.1 cannot say, or that two could understand in two ways, is refused', () => {
  it.each([
    ['no method', headWith(':method')],
    ['a method in small letters', headWith(':method', 'get')],
    ['a method with a space', headWith(':method', 'GET /admin')],
    ['a tunnel', headWith(':method', 'CONNECT')],
    ['no scheme', headWith(':scheme')],
    ['another scheme', headWith(':scheme', 'ftp')],
    ['no path', headWith(':path')],
    ['an empty path', headWith(':path', '')],
    ['a path that is a whole address', headWith(':path', 'http://other/')],
    ['a path with a space', headWith(':path', '/a b')],
    ['a path with another version behind it', headWith(':path', '/ HTTP/1.1')],
    ['a path with the end of the line', headWith(':path', '/\r\nx: y')],
    ['a path with a line feed', headWith(':path', '/\nx: y')],
    ['a path with a tab', headWith(':path', '/\t')],
    ['a path with DEL', headWith(':path', '/\x7f')],
    ['a path beyond bytes', headWith(':path', '/\u0100')],
    ['an asterisk for anything but OPTIONS', headWith(':path', '*')],
    ['a host with the end of the line', headWith(':authority', 'a\r\nx: y')],
    ['two paths', [...GET, ':path', '/b']],
    ['a field that HTTP/2 does not know', [...GET, ':protocol', 'websocket']],
    ['a status', [...GET, ':status', '200']],
    ['a name without a letter', [...GET, '', 'a']],
    ['a name in capitals', [...GET, 'X-A', 'a']],
    ['a name with a space', [...GET, 'x a', 'a']],
    ['a name with a colon', [...GET, 'x:a', 'a']],
    ['a name with the end of the line', [...GET, 'x: y\r\nz', 'a']],
    ['a value with the end of the line', [...GET, 'x', 'a\r\ntransfer-encoding: chunked']],
    ['a value with a carriage return', [...GET, 'x', 'a\rb']],
    ['a value with a NUL', [...GET, 'x', 'a\0b']],
    ['a value beyond bytes', [...GET, 'x', '\u010d\u010a']],
    ['another host than the authority', [...GET, 'host', 'other']],
    ['two hosts', [...GET, 'host', 'gateway', 'host', 'gateway']],
    ['two lengths', [...GET, 'content-length', '5', 'content-length', '5']],
  ])('%s', (_, rawHeaders) => {
    expect(toHttp1Request(rawHeaders, true)).toBeUndefined();
  });

  it('a length where no body follows, unless it is none', () => {
    expect(toHttp1Request([...GET, 'content-length', '5'], false)).toBeUndefined();
    expect(toHttp1Request([...GET, 'content-length', '0'], false)).toBeDefined();
  });
});

describe('a head is translated', () => {
  it('with the path byte for byte', () => {
    const path = '/model/a%3A%2F%2fb%25c/invoke?x=%20+&y=../..//z#%C3%A9';
    expect(toHttp1Request(headWith(':path', path), false)?.path).toBe(path);
  });

  it('with the authority as the host, and only once', () => {
    const headers = ['host', 'gateway', 'connection', 'close'];
    expect(toHttp1Request(GET, false)).toEqual({ method: 'GET', path: '/', headers });
    expect(toHttp1Request([...GET, 'host', 'gateway'], false)?.headers).toEqual(headers);
    expect(toHttp1Request([...headWith(':authority'), 'host', 'gateway'], false)?.headers).toEqual(headers);
  });

  it('without a host where there is none: the server behind it refuses that, as always', () => {
    expect(toHttp1Request(headWith(':authority'), false)?.headers).toEqual(['connection', 'close']);
  });

  it('for the server as a whole', () => {
    const asterisk = [':method', 'OPTIONS', ':scheme', 'https', ':path', '*', ':authority', 'gateway'];
    expect(toHttp1Request(asterisk, false)).toMatchObject({ method: 'OPTIONS', path: '*' });
  });

  it('with repeated fields, in their order, and values as they are', () => {
    const fields = ['x-a', '1', 'x-b', ' \té, ', 'x-a', '2', 'x-c', ''];
    expect(toHttp1Request([...GET, ...fields], false)?.headers).toEqual([
      'host',
      'gateway',
      ...fields,
      'connection',
      'close',
    ]);
  });

  it('with one cookie made of its crumbs', () => {
    const crumbs = ['cookie', 'a=1', 'x-a', '1', 'cookie', 'b=2'];
    const headers = ['host', 'gateway', 'x-a', '1', 'cookie', 'a=1; b=2', 'connection', 'close'];
    expect(toHttp1Request([...GET, ...crumbs], false)?.headers).toEqual(headers);
  });

  it.each([
    'connection',
    'http2-settings',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ])('without %s', (name) => {
    const headers = ['host', 'gateway', 'connection', 'close'];
    expect(toHttp1Request([...GET, name, 'chunked'], false)?.headers).toEqual(headers);
  });

  it('with the length that was given, or else in chunks, or without both where no body follows', () => {
    const withLength = ['host', 'gateway', 'content-length', '5', 'connection', 'close'];
    expect(toHttp1Request([...GET, 'content-length', '5'], true)?.headers).toEqual(withLength);
    const inChunks = ['host', 'gateway', 'transfer-encoding', 'chunked', 'connection', 'close'];
    expect(toHttp1Request(GET, true)?.headers).toEqual(inChunks);
    expect(toHttp1Request(GET, false)?.headers).toEqual(['host', 'gateway', 'connection', 'close']);
  });
});

it(`whatever is let through is one request for a server, whatever its body says (seed ${SEED})`, async () => {
  const text = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 8,
  });
  const name = fc.oneof(
    fc.constantFrom('x-a', 'content-length', 'transfer-encoding', 'host', 'upgrade', 'expect'),
    text,
  );
  const value = fc.oneof(fc.constantFrom('gateway', '5', '0', 'chunked', 'close', '100-continue'), text);
  const method = fc.constantFrom('GET', 'POST', 'HEAD', 'DELETE', 'OPTIONS');
  const path = fc.oneof(
    fc.constant('/'),
    text.map((some) => `/${some}`),
  );
  const fields = fc.array(fc.tuple(name, value), { maxLength: 4 });
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n';
  await fc.assert(
    fc.asyncProperty(method, path, fields, fc.boolean(), async (method, path, fields, hasBody) => {
      const head = [':method', method, ':scheme', 'http', ':path', path, ':authority', 'gateway', ...fields.flat()];
      const request = toHttp1Request(head, hasBody);
      fc.pre(request !== undefined);
      const urls = await requestsOnTheWire(request, hasBody ? smuggled : '');
      // Node's parser takes less than RFC 9110 allows: what it refuses was nobody's request.
      expect([[], [path]]).toContainEqual(urls);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  reportProof({ proof: 'fuzz-http2-heads', seed: SEED, figures: { requests: RUNS } });
});
