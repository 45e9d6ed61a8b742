import { describe, expect, it } from 'vitest';
import { RequestInvalidError } from '../problems/errors.js';
import { createRequest } from '../testing/create-request.js';
import { startLoopbackApp } from '../testing/loopback-app.js';
import { matchedPath, prefixRoute, readRoutingHeaders, requestedMethod } from './read-routing-headers.js';

const METHOD_RULE = 'must be auto, internet or vpn';
const FALLBACK_RULE = 'must be allow or deny';
const TIMEOUT_RULE = 'must be a whole number of milliseconds, 1 to 999999999';
const CLASS_RULE = 'must be the name of a data class';

const NOTHING_SAID = { method: 'auto', fallbackAllowed: true, dataClass: undefined, timeoutMs: undefined };

describe('readRoutingHeaders', () => {
  it.each([
    ['X-Routing-Method', '', METHOD_RULE],
    ['X-Routing-Method', 'VPN', METHOD_RULE],
    ['X-Routing-Method', 'vpn, vpn', METHOD_RULE],
    ['X-Routing-Method', 'vpn ', METHOD_RULE],
    ['X-Routing-Method', '__proto__', METHOD_RULE],
    ['X-Routing-Fallback', '', FALLBACK_RULE],
    ['X-Routing-Fallback', 'true', FALLBACK_RULE],
    ['X-Routing-Fallback', 'Deny', FALLBACK_RULE],
    ['X-Routing-Fallback', 'deny, allow', FALLBACK_RULE],
    ['X-Routing-Fallback', 'constructor', FALLBACK_RULE],
    ['X-Request-Timeout-Ms', '', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '0', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '-1', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '+1', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '01', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '1.5', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '1e3', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '0x10', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', 'Infinity', TIMEOUT_RULE],
    ['X-Request-Timeout-Ms', '1000000000', TIMEOUT_RULE],
    ['X-Data-Classification', '', CLASS_RULE],
    ['X-Data-Classification', 'cui, public', CLASS_RULE],
    ['X-Data-Classification', 'c/i', CLASS_RULE],
    ['X-Data-Classification', 'x'.repeat(65), CLASS_RULE],
  ])('refuses %s: %j', (name, value, rule) => {
    const request = createRequest({ path: '/bedrock/invoke', headers: { [name.toLowerCase()]: value } });
    expect(() => readRoutingHeaders(request)).toThrow(
      expect.objectContaining({ name: 'RequestInvalidError', fields: { [name]: rule } }),
    );
  });

  it('names every header that is wrong', () => {
    const headers = {
      'x-routing-method': 'a',
      'x-routing-fallback': 'b',
      'x-request-timeout-ms': 'c',
      'x-data-classification': '!',
    };
    expect(() => readRoutingHeaders(createRequest({ path: '/vpn/bedrock/invoke', headers }))).toThrow(
      expect.objectContaining({
        fields: {
          'X-Routing-Method': METHOD_RULE,
          'X-Routing-Fallback': FALLBACK_RULE,
          'X-Request-Timeout-Ms': TIMEOUT_RULE,
          'X-Data-Classification': CLASS_RULE,
        },
      }),
    );
  });

  it.each([
    ['/vpn/bedrock/invoke', 'internet'],
    ['/vpn/bedrock/invoke', 'auto'],
    ['/v1/vpn/bedrock/invoke', 'internet'],
    ['/internet/bedrock/invoke', 'vpn'],
    ['/v1/internet/bedrock/invoke', 'auto'],
  ])('refuses a header that disagrees with the path: %s and %s', (path, method) => {
    const request = createRequest({ path, headers: { 'x-routing-method': method } });
    expect(() => readRoutingHeaders(request)).toThrow(new RequestInvalidError({ 'X-Routing-Method': 'disagrees with the path' })); // prettier-ignore
  });

  it.each([
    ['/bedrock/invoke', undefined, 'auto'],
    ['/v1/bedrock/invoke', undefined, 'auto'],
    ['/bedrock/invoke', 'auto', 'auto'],
    ['/bedrock/invoke', 'internet', 'internet'],
    ['/v1/bedrock/invoke', 'vpn', 'vpn'],
    ['/internet/bedrock/invoke', undefined, 'internet'],
    ['/v1/internet/bedrock/invoke', 'internet', 'internet'],
    ['/vpn/bedrock/invoke', 'vpn', 'vpn'],
    ['/v1/vpn/bedrock/invoke', undefined, 'vpn'],
  ])('on %s with the header %s asks for %s', (path, named, method) => {
    const request = createRequest({ path, headers: named === undefined ? {} : { 'x-routing-method': named } });
    expect(readRoutingHeaders(request)).toEqual({ ...NOTHING_SAID, method });
    expect(requestedMethod(request)).toBe(method);
  });

  it.each([
    ['x-routing-fallback', 'allow', { fallbackAllowed: true }],
    ['x-routing-fallback', 'deny', { fallbackAllowed: false }],
    ['x-request-timeout-ms', '1', { timeoutMs: 1 }],
    ['x-request-timeout-ms', '999999999', { timeoutMs: 999_999_999 }],
    ['x-data-classification', 'cui', { dataClass: 'cui' }],
    ['x-data-classification', 'A.b_c-1', { dataClass: 'A.b_c-1' }],
  ])('takes %s: %s', (name, value, meaning) => {
    const request = createRequest({ path: '/bedrock/invoke', headers: { [name]: value } });
    expect(readRoutingHeaders(request)).toEqual({ ...NOTHING_SAID, ...meaning });
  });

  it('refuses a header that comes twice, also with the same value', async () => {
    await using app = await startLoopbackApp((request) => readRoutingHeaders(request));
    for (const name of ['X-Routing-Method', 'X-Routing-Fallback', 'X-Request-Timeout-Ms', 'X-Data-Classification']) {
      const value = { 'X-Routing-Method': 'vpn', 'X-Routing-Fallback': 'deny' }[name] ?? '1';
      const twice = new Headers([
        [name, value],
        [name, value],
      ]);
      await expect(fetch(app.url, { headers: twice })).rejects.toThrow('fetch failed');
    }
    for (const index of [0, 1, 2, 3]) await expect(app.handled(index)).rejects.toBeInstanceOf(RequestInvalidError);
  });
});

describe('the prefix', () => {
  it.each([
    '/v1/vpn/bedrock/models/internet',
    '/V1/VPN/bedrock/MODELS/%2Finternet%2F',
    '/v1/vpn/bedrock/models/x?/internet',
  ])('comes from the pattern that matched, not from what the caller wrote: %s', async (url) => {
    const path = '/v1/vpn/bedrock/models/:modelId';
    await using app = await startLoopbackApp(
      (request, response) => response.json([matchedPath(request), prefixRoute(request)]),
      path,
    );
    const answer = await fetch(`${app.url}${url}`);
    expect(await answer.json()).toEqual([path, 'vpn']);
  });

  it.each(['/internets/bedrock/invoke', '/bedrock/models/internet', '/v1/bedrock/vpn', ''])('is none in %j', (path) => {
    expect(prefixRoute(createRequest({ path }))).toBeUndefined();
  });

  it.each([
    ['/vpn/bedrock/invoke', 'vpn'],
    ['/v1/internet/nowhere', 'internet'],
    ['/internet/vpn/bedrock/invoke', 'internet'],
    ['/model/vpn/invoke', undefined],
    ['/vpn', undefined],
    ['/v2/vpn/bedrock/invoke', undefined],
  ])('comes from the text of %s, before any pattern could match', (path, route) => {
    expect(prefixRoute(Object.assign(createRequest(), { path }))).toBe(route);
  });

  it('is none, and the path empty, where no path matched', () => {
    expect(prefixRoute(createRequest())).toBeUndefined();
    expect(matchedPath(createRequest())).toBe('');
  });
});

describe('requestedMethod', () => {
  it('is auto where the header is not well-formed', () => {
    expect(requestedMethod(createRequest({ path: '/bedrock/invoke', headers: { 'x-routing-method': 'tor' } }))).toBe(
      'auto',
    );
    expect(requestedMethod(createRequest())).toBe('auto');
  });

  it('is the prefix where the header disagrees', () => {
    const headers = { 'x-routing-method': 'internet' };
    expect(requestedMethod(createRequest({ path: '/vpn/bedrock/invoke', headers }))).toBe('vpn');
  });
});
