import { describe, expect, it } from 'vitest';
import { encodeTarget } from './encode-target.js';

describe('encodeTarget', () => {
  it.each([
    '/',
    '*',
    '/model/us.amazon.nova-premier-v1:0/invoke',
    '/model/arn%3aaws%3Abedrock/invoke?x=/converse&y=%zz',
    "/a-b.c_d~e!$&'()*+,;=:@%25/f?g=?/h",
    '//model//x',
    '/../x/./y',
  ])('leaves alone what belongs there: %s', (url) => {
    expect(encodeTarget(url)).toBe(url);
  });

  it.each([
    ['/model/a\\converse#/invoke', '/model/a%5Cconverse%23/invoke'],
    ['/vpn\\bedrock\\invoke?\u00c3\u00a0', '/vpn%5Cbedrock%5Cinvoke?%C3%A0'],
    ['/model/\u00c3\u00a9/invoke', '/model/%C3%A9/invoke'],
    ['/a"b<c>d[e]f^g`h{i|j}k', '/a%22b%3Cc%3Ed%5Be%5Df%5Eg%60h%7Bi%7Cj%7Dk'],
    ['/a\u007fb', '/a%7Fb'],
  ])('encodes what does not, byte by byte: %s', (url, expected) => {
    expect(encodeTarget(url)).toBe(expected);
  });

  it.each([
    ['http://example.com/vpn/model/x/invoke?a=b', '/vpn/model/x/invoke?a=b'],
    ['HTTPS://user@example.com:99/x', '/x'],
    ['http://example.com', '/'],
    ['http://example.com?x=/y', '/?x=/y'],
    ['http://example.com\\evil/x', '/x'],
    ['ftp://example.com/x', '/ftp://example.com/x'],
  ])('takes path and query of the absolute form: %s', (url, expected) => {
    expect(encodeTarget(url)).toBe(expected);
  });

  it.each([
    ['/model/%zz/invoke', '/model/%25zz/invoke'],
    ['/model/a%2Fb%/invoke?x=%zz', '/model/a%252Fb%25/invoke?x=%zz'],
    ['/%c0%af', '/%25c0%25af'],
    ['/%ed%a0%80?', '/%25ed%25a0%2580?'],
  ])('takes a path that does not decode at its letter: %s', (url, expected) => {
    expect(encodeTarget(url)).toBe(expected);
  });
});
