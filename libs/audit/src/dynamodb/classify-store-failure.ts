import type { StoreFailure } from '../errors.js';
import { DynamoDbRefusal } from './dynamodb-refusal.js';

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

/** Names a failure of a call to DynamoDB by its class, its name and its status, never by its message. */
export function classifyStoreFailure(error: unknown): StoreFailure {
  if (!(error instanceof Error)) return 'unexpected';
  const known = Object.hasOwn(BY_NAME, error.name) ? BY_NAME[error.name] : undefined;
  if (known !== undefined) return known;
  if (error instanceof DynamoDbRefusal) return error.status >= 500 ? 'store-fault' : 'rejected';
  return classifyTransportFailure(error);
}

/** Codes of Node and undici; every other one of theirs says that no answer came. */
const TIMEOUT_CODES: ReadonlySet<unknown> = new Set([
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

function classifyTransportFailure(error: Error): StoreFailure {
  const code = 'code' in error ? error.code : undefined;
  if (TIMEOUT_CODES.has(code) || error.name === 'TimeoutError') return 'timeout';
  return typeof code === 'string' ? 'unreachable' : 'unexpected';
}
