import { BedrockCallError, type FailureKind, type UpstreamProblem } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { problemOfCall } from './bedrock.problems.js';

/** Bedrock's own refusal as a failed call. */
function refusal(upstream: Partial<UpstreamProblem>, kind: FailureKind = 'bad-request'): BedrockCallError {
  const problem = { status: 400, type: 'XException', message: 'm', credentialsRefused: false, ...upstream };
  return new BedrockCallError(kind, 'status', { upstream: problem });
}

describe('a call without an answer of Bedrock', () => {
  it.each<[FailureKind, number, string, boolean]>([
    ['unreachable', 502, 'UpstreamException', true],
    ['not-bedrock', 502, 'UpstreamException', true],
    ['throttled', 502, 'UpstreamException', true],
    ['model-not-ready', 502, 'UpstreamException', true],
    ['internal', 502, 'UpstreamException', true],
    ['denied', 502, 'UpstreamException', true],
    ['bad-request', 502, 'UpstreamException', true],
    ['stream-broken', 502, 'UpstreamException', true],
    ['timeout', 504, 'DeadlineExceededException', false],
    ['client-gone', 499, 'ClientClosedRequest', false],
  ])('that ended as %s is a %i %s', (kind, status, type, retryable) => {
    expect(problemOfCall(new BedrockCallError(kind, 'SECRET'))).toMatchObject({ status, type, retryable });
    expect(JSON.stringify(problemOfCall(new BedrockCallError(kind, 'SECRET')))).not.toContain('SECRET');
  });
});

describe("Bedrock's own error", () => {
  it.each([
    [400, false],
    [403, false],
    [404, false],
    [408, false],
    [424, false],
    [429, true],
    [500, true],
    [503, true],
  ])('%i stays what it is, type and message included', (status, retryable) => {
    expect(problemOfCall(refusal({ status, upstreamRequestId: 'u-1' }))).toEqual({
      status,
      type: 'XException',
      message: 'm',
      retryable,
      upstreamRequestId: 'u-1',
      ...(status === 429 && { retryAfterSeconds: 1 }),
    });
  });

  it.each([
    [400, 'ValidationException'],
    [403, 'AccessDeniedException'],
    [404, 'ResourceNotFoundException'],
    [408, 'ModelTimeoutException'],
    [424, 'ModelErrorException'],
    [429, 'ThrottlingException'],
    [500, 'InternalServerException'],
    [503, 'ServiceUnavailableException'],
  ])('%i without a type is a %s', (status, type) => {
    expect(problemOfCall(refusal({ status, type: '' })).type).toBe(type);
  });

  it.each([302, 401, 402, 405, 409, 413, 418, 502, 504])('%i, which the contract does not name, is a 502', (status) => {
    expect(problemOfCall(refusal({ status, message: 'SECRET', upstreamRequestId: 'u-1' }))).toEqual({
      status: 502,
      type: 'UpstreamException',
      message: 'Bedrock could not be reached, or did not answer as Bedrock does',
      retryable: true,
      upstreamRequestId: 'u-1',
    });
  });

  it.each([400, 401, 403])("%i that refuses the gateway's own credentials is a 502 and not the caller's", (status) => {
    const error = refusal({ status, message: 'key ABSK-SECRET is not valid', credentialsRefused: true }, 'denied');
    expect(problemOfCall(error)).toEqual({
      status: 502,
      type: 'UpstreamException',
      message: "Bedrock refused the gateway's own credentials",
      retryable: true,
    });
  });

  it('of 429 passes on how long to wait', () => {
    expect(problemOfCall(refusal({ status: 429, retryAfterSeconds: 17 }))).toHaveProperty('retryAfterSeconds', 17);
    expect(problemOfCall(refusal({ status: 429, retryAfterSeconds: 0 }))).toHaveProperty('retryAfterSeconds', 0);
    expect(problemOfCall(refusal({ status: 503, retryAfterSeconds: 17 }))).not.toHaveProperty('retryAfterSeconds');
  });

  it('has a message of bounded length', () => {
    expect(problemOfCall(refusal({ message: 'm'.repeat(10_000) })).message).toHaveLength(2_048);
  });
});
