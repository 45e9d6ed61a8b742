import { describe, expect, it } from 'vitest';
import { classifyRefusal } from './classify-refusal.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');

function refusal(status: number, type = '', body = '{}', headers: Record<string, string> = {}) {
  const all = { ...(type === '' ? {} : { 'x-amzn-errortype': type }), ...headers };
  return classifyRefusal({ status, requestId: 'r-1', headers: all }, { body: Buffer.from(body), isWhole: true }, NOW);
}

describe('classifyRefusal', () => {
  it.each([
    [400, 'ValidationException', 'bad-request'],
    [400, 'ServiceQuotaExceededException', 'bad-request'],
    [404, 'ResourceNotFoundException', 'bad-request'],
    [408, 'ModelTimeoutException', 'bad-request'],
    [413, '', 'bad-request'],
    [422, '', 'bad-request'],
    [424, 'ModelErrorException', 'bad-request'],
    [401, '', 'denied'],
    [403, 'AccessDeniedException', 'denied'],
    [429, 'ThrottlingException', 'throttled'],
    [429, '', 'throttled'],
    [429, 'ModelNotReadyException', 'model-not-ready'],
    [500, 'InternalServerException', 'internal'],
    [503, 'ServiceUnavailableException', 'internal'],
    [502, '', 'internal'],
    [307, '', 'internal'],
  ])('takes %i %s for %s', (status, type, kind) => {
    expect(refusal(status, type)).toMatchObject({ kind, reason: `status-${status}` });
  });

  it.each([
    [403, 'UnrecognizedClientException', true],
    [403, 'InvalidSignatureException', true],
    [400, 'ExpiredTokenException', true],
    [401, 'AccessDeniedException', true],
    [403, 'AccessDeniedException', false],
  ])('says of %i %s whether the credentials themselves were refused: %s', (status, type, credentialsRefused) => {
    expect(refusal(status, type)).toMatchObject({ kind: 'denied', upstream: { credentialsRefused } });
  });

  it('reads the type and message that Bedrock gave, and nothing from what is no JSON object', () => {
    const body = '{"message":"Too many tokens"}';
    expect(refusal(429, 'ThrottlingException:http://internal.amazon.com/coral/', body).upstream).toEqual({
      status: 429,
      type: 'ThrottlingException',
      message: 'Too many tokens',
      credentialsRefused: false,
      upstreamRequestId: 'r-1',
      answer: {
        headers: { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/' },
        body: Buffer.from(body),
      },
    });
    expect(refusal(400, '', '{"Message":"Old style"}').upstream?.message).toBe('Old style');
    expect(refusal(400, '', '{"message":7}').upstream?.message).toBe('');
    expect(refusal(400, '', '<html>').upstream?.message).toBe('');
    expect(refusal(400, '', 'null').upstream?.message).toBe('');
  });

  it('keeps the answer as it came, without headers that are not handed on', () => {
    const headers = { 'content-type': 'application/json', 'set-cookie': 'a=b', 'x-amzn-requestid': 'r-1' };
    expect(refusal(400, '', '{"message": "x" }', headers).upstream?.answer).toEqual({
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1' },
      body: Buffer.from('{"message": "x" }'),
    });
  });

  it('keeps nothing of an answer that was cut', () => {
    const head = { status: 400, requestId: 'r-1', headers: {} };
    const { upstream } = classifyRefusal(head, { body: Buffer.from('{"mess'), isWhole: false }, NOW);
    expect(upstream).not.toHaveProperty('answer');
  });

  it('hands on how long Bedrock asks to wait', () => {
    expect(refusal(429, '', '{}', { 'retry-after': '7' }).upstream?.retryAfterSeconds).toBe(7);
    expect(refusal(429).upstream).not.toHaveProperty('retryAfterSeconds');
  });
});
