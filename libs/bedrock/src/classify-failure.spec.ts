import { errors } from 'undici';
import { describe, expect, it } from 'vitest';
import { classifyAbort, classifyBrokenBody, classifyTransportFailure } from './classify-failure.js';

function nodeError(code: string): Error {
  return Object.assign(new Error('text that says nothing'), { code });
}

describe('classifyTransportFailure', () => {
  it.each([
    ['ENOTFOUND', 'unreachable', 'dns'],
    ['EAI_AGAIN', 'unreachable', 'dns'],
    ['ECONNREFUSED', 'unreachable', 'connection-refused'],
    ['EHOSTUNREACH', 'unreachable', 'no-route'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'connect-timeout'],
    ['ECONNRESET', 'unreachable', 'reset'],
    ['UND_ERR_SOCKET', 'unreachable', 'reset'],
    ['UND_ERR_DESTROYED', 'unreachable', 'connection-closed'],
    ['ERR_ADDRESS_NOT_PRIVATE', 'unreachable', 'address-not-private'],
    ['CERT_HAS_EXPIRED', 'unreachable', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'unreachable', 'tls'],
    ['UND_ERR_HEADERS_OVERFLOW', 'not-bedrock', 'headers-too-large'],
    ['UND_ERR_INVALID_ARG', 'bad-request', 'request-not-sendable'],
    ['E_NEVER_HEARD_OF', 'unreachable', 'transport'],
  ])('takes %s for %s (%s)', (code, kind, reason) => {
    expect(classifyTransportFailure(nodeError(code))).toMatchObject({ kind, reason });
  });

  it('takes what is no error, or has no code, for a failure of the transport', () => {
    expect(classifyTransportFailure('ECONNREFUSED')).toMatchObject({ kind: 'unreachable', reason: 'transport' });
    expect(classifyTransportFailure(new Error('ECONNREFUSED'))).toMatchObject({ reason: 'transport' });
  });

  it('looks into the failures of several addresses', () => {
    const several = new AggregateError([nodeError('ECONNREFUSED'), nodeError('EHOSTUNREACH')]);
    expect(classifyTransportFailure(several)).toMatchObject({ reason: 'connection-refused' });
    expect(classifyTransportFailure(new AggregateError([]))).toMatchObject({ reason: 'transport' });
  });

  it('keeps the cause, but never the bytes that a parser stumbled over', () => {
    const cause = nodeError('ECONNRESET');
    expect(classifyTransportFailure(cause).cause).toBe(cause);
    for (const classify of [classifyTransportFailure, classifyBrokenBody]) {
      const error = classify(Object.assign(new errors.HTTPParserError('x'), { data: 'a secret completion' }));
      expect(error.cause).toEqual(new Error('The answer does not parse as HTTP/1.1'));
      expect(error.cause).not.toHaveProperty('data');
    }
  });
});

describe('classifyBrokenBody', () => {
  it.each([
    ['ECONNRESET', 'cut'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'cut'],
  ])('takes %s for a broken stream (%s)', (code, reason) => {
    expect(classifyBrokenBody(nodeError(code))).toMatchObject({ kind: 'stream-broken', reason });
  });
});

describe('classifyAbort', () => {
  it('tells time that ran out from a caller who has gone', () => {
    const timeout = new DOMException('x', 'TimeoutError');
    expect(classifyAbort(AbortSignal.abort(timeout))).toMatchObject({ kind: 'timeout', reason: 'deadline' });
    expect(classifyAbort(AbortSignal.abort())).toMatchObject({ kind: 'client-gone', reason: 'aborted' });
    expect(classifyAbort(AbortSignal.abort('TimeoutError'))).toMatchObject({ kind: 'client-gone' });
  });
});
