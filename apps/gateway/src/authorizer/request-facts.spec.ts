import { describe, expect, it } from 'vitest';
import { authorizerEvent } from '../testing/authorizer-event.js';
import { requestFactsOf } from './request-facts.js';

const NOTHING = { requestId: undefined, method: undefined, resource: undefined, sourceIp: undefined };

describe('requestFactsOf', () => {
  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{}],
    [{ requestContext: null, resource: null, httpMethod: null }],
    [{ requestContext: { requestId: 7, identity: 'x' }, resource: ['/'], httpMethod: {} }],
    [{ requestContext: { identity: { sourceIp: null } } }],
  ])('finds nothing in %j, and does not mind', (event) => {
    expect(requestFactsOf(event)).toEqual(NOTHING);
  });

  it('names the request as the access log does', () => {
    expect(requestFactsOf(authorizerEvent('Bearer secret'))).toEqual({
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      method: 'POST',
      resource: '/bedrock/invoke',
      sourceIp: '192.0.2.7',
    });
  });

  it("says nothing of the path, which is the caller's to choose", () => {
    const event = { path: '/bedrock/models/a-prompt', resource: '/bedrock/models/{modelId}' };
    expect(requestFactsOf(event)).toEqual({ ...NOTHING, resource: '/bedrock/models/{modelId}' });
  });
});
