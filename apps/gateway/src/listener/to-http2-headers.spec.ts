import { expect, it } from 'vitest';
import { toHttp2Headers } from './to-http2-headers.js';

it('keeps repeated fields apart, in their order, and names them in small letters', () => {
  const rawHeaders = ['Set-Cookie', 'a=1, b', 'X-A', '1', 'set-cookie', 'c=2', 'X-B', ''];
  expect(toHttp2Headers({ statusCode: 201, rawHeaders })).toEqual({
    ':status': 201,
    'set-cookie': ['a=1, b', 'c=2'],
    'x-a': ['1'],
    'x-b': [''],
  });
});

it.each([
  'Connection',
  'HTTP2-Settings',
  'Keep-Alive',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
])('leaves out %s', (name) => {
  expect(toHttp2Headers({ statusCode: 200, rawHeaders: [name, 'x', 'X-A', '1'] })).toEqual({
    ':status': 200,
    'x-a': ['1'],
  });
});

it('leaves out what Connection names', () => {
  const rawHeaders = ['Connection', 'close, X-Hop', 'X-Hop', '1', 'X-Stay', '2'];
  expect(toHttp2Headers({ statusCode: 200, rawHeaders })).toEqual({ ':status': 200, 'x-stay': ['2'] });
});
