import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { classifyStoreFailure } from './classify-store-failure.js';

function answered(name: string, httpStatusCode: number | undefined, $fault: 'client' | 'server' = 'client') {
  const $metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  return new DynamoDBServiceException({ name, $fault, $metadata, message: 'throttled denied timeout' });
}

function named(name: string, extras: object = {}) {
  return Object.assign(new Error('any text'), { name, ...extras });
}

describe('classifyStoreFailure', () => {
  it.each([
    ['an error that is none', 'boom', 'unexpected'],
    ['an error without any mark', new Error('Region is missing'), 'unexpected'],
    ['a name out of the prototype', named('constructor'), 'unexpected'],
    ['a code that is no text', named('Error', { code: 7 }), 'unexpected'],
    ['a refused connection', named('Error', { code: 'ECONNREFUSED' }), 'unreachable'],
    ['a name that does not resolve', named('Error', { code: 'ENOTFOUND' }), 'unreachable'],
    ['a timeout of the connection handler', named('TimeoutError', { code: 'ETIMEDOUT' }), 'timeout'],
    ['a timeout of the operating system', named('Error', { code: 'ETIMEDOUT' }), 'timeout'],
    ['a timeout without a code', named('TimeoutError'), 'timeout'],
    [
      'a reset connection, which the SDK takes for a timeout',
      named('TimeoutError', { code: 'ECONNRESET' }),
      'unreachable',
    ],
    ['no credentials', named('CredentialsProviderError'), 'no-credentials'],
    ['a throughput that is used up', answered('ProvisionedThroughputExceededException', 400), 'throttled'],
    ['throttling', answered('ThrottlingException', 400), 'throttled'],
    ['a missing table', answered('ResourceNotFoundException', 400), 'table-missing'],
    ['a policy that forbids it', answered('AccessDeniedException', 400), 'denied'],
    ['a record that is not valid', answered('ValidationException', 400), 'rejected'],
    ['any other refusal', answered('SomethingNewException', 400), 'rejected'],
    ['a refusal without a status', answered('SomethingNewException', undefined), 'rejected'],
    ['an internal error', answered('InternalServerError', 500, 'server'), 'store-fault'],
    ['a bad gateway', answered('Unknown', 502), 'store-fault'],
  ])('calls %s by its name', (_, error, expected) => {
    expect(classifyStoreFailure(error)).toBe(expected);
  });
});
