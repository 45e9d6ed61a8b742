import { describe, expect, it } from 'vitest';
import { classifyStoreFailure } from './classify-store-failure.js';
import { DynamoDbRefusal } from './dynamodb-refusal.js';

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
    ['a timeout with a code', named('TimeoutError', { code: 'ETIMEDOUT' }), 'timeout'],
    ['a timeout of the operating system', named('Error', { code: 'ETIMEDOUT' }), 'timeout'],
    ['a timeout without a code', named('TimeoutError'), 'timeout'],
    ['a reset connection', named('SocketError', { code: 'UND_ERR_SOCKET' }), 'unreachable'],
    ['a connection that does not come about', named('Error', { code: 'UND_ERR_CONNECT_TIMEOUT' }), 'timeout'],
    ['an answer that does not come', named('Error', { code: 'UND_ERR_HEADERS_TIMEOUT' }), 'timeout'],
    ['an answer that does not go on', named('Error', { code: 'UND_ERR_BODY_TIMEOUT' }), 'timeout'],
    ['no credentials', named('CredentialsProviderError'), 'no-credentials'],
    ['a throughput that is used up', new DynamoDbRefusal('ProvisionedThroughputExceededException', 400), 'throttled'],
    ['throttling', new DynamoDbRefusal('ThrottlingException', 400), 'throttled'],
    ['a missing table', new DynamoDbRefusal('ResourceNotFoundException', 400), 'table-missing'],
    ['a policy that forbids it', new DynamoDbRefusal('AccessDeniedException', 400), 'denied'],
    ['a record that is not valid', new DynamoDbRefusal('ValidationException', 400), 'rejected'],
    ['any other refusal', new DynamoDbRefusal('SomethingNewException', 400), 'rejected'],
    ['an internal error', new DynamoDbRefusal('InternalServerError', 500), 'store-fault'],
    ['a bad gateway', new DynamoDbRefusal('Unknown', 502), 'store-fault'],
  ])('calls %s by its name', (_, error, expected) => {
    expect(classifyStoreFailure(error)).toBe(expected);
  });
});
