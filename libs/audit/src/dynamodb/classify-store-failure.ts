import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { StoreFailure } from '../errors.js';

/** DynamoDB's error names. Source: "Error handling with DynamoDB" and "Common error types" in its API reference. */
const BY_NAME: Readonly<Record<string, StoreFailure>> = {
  ProvisionedThroughputExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  ThrottlingException: 'throttled',
  ResourceNotFoundException: 'table-missing',
  ValidationException: 'rejected',
  SerializationException: 'rejected',
  ItemCollectionSizeLimitExceededException: 'rejected',
  AccessDeniedException: 'denied',
  ExpiredTokenException: 'denied',
  IncompleteSignatureException: 'denied',
  InvalidSignatureException: 'denied',
  KMSAccessDeniedException: 'denied',
  MissingAuthenticationTokenException: 'denied',
  NotAuthorized: 'denied',
  UnrecognizedClientException: 'denied',
  // The SDK's own, before anything was sent.
  CredentialsProviderError: 'no-credentials',
};

/** Names a failure of the DynamoDB client by its class, its name and its status, never by its message. */
export function classifyStoreFailure(error: unknown): StoreFailure {
  if (!(error instanceof Error)) return 'unexpected';
  const known = Object.hasOwn(BY_NAME, error.name) ? BY_NAME[error.name] : undefined;
  if (known !== undefined) return known;
  if (error instanceof DynamoDBServiceException) return isServerFault(error) ? 'store-fault' : 'rejected';
  return classifyTransportFailure(error);
}

/** By Node's system error codes first: the SDK's handler calls a reset connection a `TimeoutError`, too. */
function classifyTransportFailure(error: Error): StoreFailure {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && code !== 'ETIMEDOUT') return 'unreachable';
  return error.name === 'TimeoutError' || code === 'ETIMEDOUT' ? 'timeout' : 'unexpected';
}

function isServerFault({ $metadata, $fault }: DynamoDBServiceException): boolean {
  return $fault === 'server' || ($metadata.httpStatusCode ?? 0) >= 500;
}
