import { describe, expect, it } from 'vitest';
import { authorizerEvent } from '../testing/authorizer-event.js';
import { requestFactsOf } from './request-facts.js';

const NOTHING = { requestId: undefined, method: undefined, path: undefined, sourceIp: undefined };

describe('requestFactsOf', () => {
  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{}],
    [{ requestContext: null, path: null, httpMethod: null }],
    [{ requestContext: { requestId: 7, identity: 'x' }, path: ['/'], httpMethod: {} }],
    [{ requestContext: { identity: { sourceIp: null } } }],
  ])('finds nothing in %j, and does not mind', (event) => {
    expect(requestFactsOf(event)).toEqual(NOTHING);
  });

  it('names the request as the access log does', () => {
    expect(requestFactsOf(authorizerEvent('Bearer secret'))).toEqual({
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      method: 'POST',
      path: '/bedrock/invoke',
      sourceIp: '192.0.2.7',
    });
  });

  it.each([
    ['/a?access_token=t', '/a'],
    ['/a#t?t', '/a'],
    ['/a?\nt', '/a'],
  ])('leaves the query of %j out', (path, said) => {
    expect(requestFactsOf({ path }).path).toBe(said);
  });

  it('cuts what is long', () => {
    expect(requestFactsOf({ path: `/${'a'.repeat(100_000)}` }).path).toHaveLength(512);
  });
});
