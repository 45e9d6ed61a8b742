import type { LogKind } from './log-values.js';

/**
 * Names of errors as callers see them: the gateway's own, Bedrock's, and those that all services of AWS have. An
 * upstream's answer can say any name; what is not in here is `UnlistedException` wherever it is kept.
 * Source: errors of `bedrock` and `bedrock-runtime`, and "Common Error Types" in AWS's API references.
 */
const PROBLEM_TYPES: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AuditUnavailableException',
  'ClientClosedRequest',
  'ConflictException',
  'DeadlineExceededException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InternalFailure',
  'InternalServerException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'ModelErrorException',
  'ModelNotReadyException',
  'ModelStreamErrorException',
  'ModelTimeoutException',
  'NotAuthorized',
  'OptInRequired',
  'PayloadTooLargeException',
  'RequestExpired',
  'RequestTimeoutException',
  'ResourceInUseException',
  'ResourceNotFoundException',
  'RouteUnavailableException',
  'SerializationException',
  'ServiceQuotaExceededException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottlingException',
  'TooManyTagsException',
  'UnauthorizedException',
  'UnknownOperationException',
  'UnlistedException',
  'UnrecognizedClientException',
  'UnsupportedMediaTypeException',
  'UpstreamException',
  'ValidationError',
  'ValidationException',
]);

/** The name of an error as it may be kept: in the log, and in the audit record. */
export function keptTypeOf(type: string): string {
  return PROBLEM_TYPES.has(type) ? type : 'UnlistedException';
}

/** The same as a member of a log line. */
export const problemType: LogKind = (type) => (typeof type === 'string' ? keptTypeOf(type) : undefined);
