import { BedrockCallError, CredentialsUnavailableError, ModelIdInvalidError, NoEndpointError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import {
  BreakerOpenError,
  PEER_REFUSALS,
  PeerRefusedError,
  RouteDeniedError,
  RouteUnavailableError,
} from '../../errors.js';
import { ALL_KINDS, failure } from '../../testing/failures.js';
import { fromPeerFailure, toPeerFailure } from './peer-failure.js';

/** The error as the other function sees it: through JSON. */
function carry(error: Error): Error | undefined {
  const portable = toPeerFailure(error);
  if (!portable) return undefined;
  return fromPeerFailure({ failure: JSON.parse(JSON.stringify(portable.failure)), body: portable.body }, 'vpn');
}

describe('a failure on its way from one function to the other', () => {
  it.each([
    new TypeError('a defect'),
    'no error at all',
    undefined,
    new ModelIdInvalidError('empty'),
    new RouteUnavailableError(),
  ])('is none that can be sent: %s', (error) => {
    expect(toPeerFailure(error)).toBeUndefined();
  });

  it.each(ALL_KINDS)('stays a failed call of kind %s, with its reason', (kind) => {
    const carried = carry(new BedrockCallError(kind, 'some-reason', { cause: new Error('stays at home') }));
    expect(carried).toBeInstanceOf(BedrockCallError);
    expect(carried).toMatchObject({ code: 'BEDROCK_CALL_FAILED', kind, reason: 'some-reason' });
    expect(carried?.cause).toBeUndefined();
    expect(carried).toHaveProperty('upstream', undefined);
  });

  it.each(['throttled', 'denied', 'internal'] as const)('keeps all that Bedrock said of %s', (kind) => {
    const upstream = {
      status: 429,
      type: 'ThrottlingException',
      message: 'Too many tokens, "é"',
      retryAfterSeconds: 2.5,
      upstreamRequestId: 'u-1',
      credentialsRefused: true,
      answer: { headers: { 'content-type': 'application/json' }, body: Buffer.from([0, 255, 1]) },
    };
    expect(carry(failure(kind, upstream))).toMatchObject({ kind, upstream });
  });

  it('makes no answer of Bedrock where there is none', () => {
    expect(carry(failure('throttled'))).toMatchObject({
      upstream: { status: 429, type: 'ScriptedException', message: '', credentialsRefused: false },
    });
    expect((carry(failure('throttled')) as BedrockCallError).upstream).not.toHaveProperty('answer');
  });

  it.each([
    [new NoEndpointError('control'), NoEndpointError, { plane: 'control' }],
    [new BreakerOpenError('vpn'), BreakerOpenError, { route: 'vpn' }],
    [new CredentialsUnavailableError('a secret name'), CredentialsUnavailableError, {}],
    [new RouteDeniedError('vpn', 'data-class'), PeerRefusedError, { reason: 'data-class' }],
  ])('stays what it is: %s', (error, type, facts) => {
    expect(carry(error)).toBeInstanceOf(type);
    expect(carry(error)).toMatchObject(facts);
    expect(JSON.stringify(toPeerFailure(error))).not.toContain('a secret name');
  });

  it.each(PEER_REFUSALS)('stays a refusal because of %s', (reason) => {
    expect(carry(new PeerRefusedError(reason))).toMatchObject({ code: 'PEER_REFUSED', reason });
  });
});
