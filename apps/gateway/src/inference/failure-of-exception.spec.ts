import { describe, expect, it } from 'vitest';
import { failureOfException, typeOfException } from './failure-of-exception.js';

const exception = (exceptionType: string, payload: string) => ({
  messageType: 'exception',
  exceptionType,
  payload: Buffer.from(payload),
});

describe('failureOfException', () => {
  it.each([
    { messageType: 'exception', payload: Buffer.from('{"message":"x"}') },
    exception('somethingNewException', '{"message":"x"}'),
    exception('constructor', '{"message":"x"}'),
    { messageType: 'error', errorCode: 'InternalFailure', payload: Buffer.from('{"message":"x"}') },
    { messageType: '', payload: Buffer.alloc(0) },
  ])('takes a frame that is not known for a broken stream', (frame) => {
    const failure = failureOfException(frame);
    expect(failure).toMatchObject({ kind: 'stream-broken', reason: 'unknown-frame' });
    expect(failure.upstream).toBeUndefined();
  });

  it.each([
    '',
    'no JSON',
    'null',
    '[]',
    '{}',
    '{"message":7}',
    '{"Message":"x"}',
    '{"originalMessage":"by the model"}',
  ])('has no message where the payload %j has none', (payload) => {
    expect(failureOfException(exception('throttlingException', payload)).upstream?.message).toBe('');
  });

  it('leaves out the text of the model', () => {
    const payload = '{"message":"said by Bedrock","originalMessage":"said by the model","originalStatusCode":400}';
    const failure = failureOfException(exception('modelStreamErrorException', payload));
    expect(failure.upstream?.message).toBe('said by Bedrock');
    expect(JSON.stringify(failure)).not.toContain('said by the model');
    expect(failure.message).toBe('Bedrock call failed: stream-broken (exception-frame)');
  });

  it.each([
    ['internalServerException', 500, 'InternalServerException'],
    ['modelStreamErrorException', 424, 'ModelStreamErrorException'],
    ['modelTimeoutException', 408, 'ModelTimeoutException'],
    ['serviceUnavailableException', 503, 'ServiceUnavailableException'],
    ['throttlingException', 429, 'ThrottlingException'],
    ['validationException', 400, 'ValidationException'],
  ])('knows %s', (exceptionType, status, type) => {
    const failure = failureOfException(exception(exceptionType, '{"message":"m"}'));
    expect(failure.kind).toBe('stream-broken');
    expect(failure.upstream).toEqual({ status, type, message: 'm', credentialsRefused: false });
    expect(typeOfException(exceptionType)).toBe(type);
  });
});

describe('typeOfException', () => {
  it('leaves what it does not know as it is', () => {
    expect(typeOfException('somethingNewException')).toBe('somethingNewException');
  });
});
