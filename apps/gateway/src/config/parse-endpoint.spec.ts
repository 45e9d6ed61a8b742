import { describe, expect, it } from 'vitest';
import { parseDocumentUrl, parseEndpoint } from './parse-endpoint.js';

describe('parseEndpoint', () => {
  it.each([
    'bedrock.example',
    'ftp://bedrock.example',
    'https://',
    'https://bedrock.example/path',
    'https://bedrock.example//',
    'https://bedrock.example?',
    'https://bedrock.example#',
    'https://user@bedrock.example',
    'https://user:password@bedrock.example',
    'https://bedrock.example\\@evil.example',
    'https://bedrock .example',
    'https:bedrock.example',
    'https://bedrock.example:99999',
    '//bedrock.example',
    ' https://bedrock.example',
  ])('refuses "%s"', (text) => {
    expect(() => parseEndpoint(text)).toThrow('must be an https URL with a host and nothing behind it');
  });

  it.each([
    'http://bedrock.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://[::]',
    'http://[::ffff:10.0.0.1]',
    'http://3232235777',
  ])('refuses plain HTTP to another machine: %s', (text) => {
    expect(() => parseEndpoint(text)).toThrow('must use https: plain http is for loopback addresses only');
  });

  it.each([
    ['https://bedrock.example', 'https://bedrock.example'],
    ['https://bedrock.example/', 'https://bedrock.example'],
    ['HTTPS://Bedrock.Example:8443', 'https://bedrock.example:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1', 'http://127.0.0.1'],
    ['http://127.8.9.10:80', 'http://127.8.9.10'],
    ['http://127.1:5000', 'http://127.0.0.1:5000'],
    ['http://2130706433', 'http://127.0.0.1'],
    ['http://[::1]:5000', 'http://[::1]:5000'],
    ['http://[0:0:0:0:0:0:0:1]', 'http://[::1]'],
  ])('takes %s', (text, origin) => {
    expect(parseEndpoint(text)).toBe(origin);
  });
});

describe('parseDocumentUrl', () => {
  it.each([
    'keys.json',
    'ftp://idp.example/keys',
    'https://user@idp.example/keys',
    'https://:password@idp.example/keys',
    'https://idp.example/keys#one',
    'https://idp.example/keys#',
    'https://idp.example/ keys',
    'https://',
  ])('refuses "%s"', (text) => {
    expect(() => parseDocumentUrl(text)).toThrow('must be an https URL without credentials and fragment');
  });

  it('refuses plain HTTP to another machine', () => {
    expect(() => parseDocumentUrl('http://idp.example/keys')).toThrow('must use https');
  });

  it.each(['https://idp.example/tenant/keys?version=2', 'http://127.0.0.1:8080/keys'])('takes %s', (text) => {
    expect(parseDocumentUrl(text)).toBe(text);
  });
});
