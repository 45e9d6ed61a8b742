import type { AuditError, UsageTooLargeError } from '@app/audit';
import type { BedrockCallError, BedrockError, PathLabelInvalidError } from '@app/bedrock';
import type { RouteDeniedError, RoutingError } from '@app/routing';
import type { AuthError, PermissionDeniedError, TokenRefusedError } from '../auth/errors.js';
import { problemOfCall } from './bedrock.problems.js';
import type {
  BodyTooLargeError,
  CallerLimitedError,
  GatewayError,
  HeadTooLargeError,
  OutputLimitError,
  RequestInvalidError,
} from './errors.js';
import type { Problem } from './problem.js';

/** Every family whose errors may reach a caller. */
export type KnownError = AuditError | AuthError | BedrockError | GatewayError | RoutingError;
type Code = KnownError['code'];

/** Errors whose facts the caller gets to see, by code. */
interface ErrorsWithFacts {
  BEDROCK_CALL_FAILED: BedrockCallError;
  BODY_TOO_LARGE: BodyTooLargeError;
  CALLER_LIMITED: CallerLimitedError;
  HEAD_TOO_LARGE: HeadTooLargeError;
  OUTPUT_LIMIT_REFUSED: OutputLimitError;
  PATH_LABEL_INVALID: PathLabelInvalidError;
  PERMISSION_DENIED: PermissionDeniedError;
  REQUEST_INVALID: RequestInvalidError;
  ROUTE_DENIED: RouteDeniedError;
  TOKEN_REFUSED: TokenRefusedError;
  USAGE_TOO_LARGE: UsageTooLargeError;
}

type ErrorOf<Name extends Code> = Name extends keyof ErrorsWithFacts ? ErrorsWithFacts[Name] : Error;

const invalid = (details: Readonly<Record<string, string>>): Problem => ({
  status: 400,
  type: 'ValidationException',
  message: 'The request is not valid',
  retryable: false,
  details,
});

const denied = (message: string, details: Readonly<Record<string, string>> = {}): Problem => ({
  status: 403,
  type: 'AccessDeniedException',
  message,
  retryable: false,
  details,
});

const unavailable = (type: string, message: string): Problem => ({ status: 503, type, message, retryable: true });

const NO_ROUTE = unavailable('RouteUnavailableException', 'No route that this request may take is available');

/** A defect of ours: a fixed text and the request id, nothing else. */
export const DEFECT: Problem = {
  status: 500,
  type: 'InternalServerException',
  message: 'The gateway failed; quote the request id',
  retryable: false,
};

/** No such path. */
export const UNKNOWN_OPERATION: Problem = {
  status: 404,
  type: 'UnknownOperationException',
  message: 'No such operation',
  retryable: false,
};

const THROTTLED: Problem = {
  status: 429,
  type: 'ThrottlingException',
  message: 'Too many requests',
  retryable: true,
  retryAfterSeconds: 1,
};

/** What came is no HTTP request. */
export const BAD_REQUEST: Problem = invalid({ request: 'is not HTTP' });

/** Nothing has been sent to anybody: SDKs send it again by the type's name, and nothing is paid twice. */
export const TOO_SLOW: Problem = {
  status: 408,
  type: 'RequestTimeoutException',
  message: 'The request came too slowly',
  retryable: true,
};

const HEAD_LIMITS: Readonly<Record<HeadTooLargeError['limit'], (most: number) => string>> = {
  maxHeaderBytes: (most) => `The headers of the request may have ${most} bytes`,
  maxHeaderCount: (most) => `The request may have ${most} headers`,
  maxUrlBytes: (most) => `The URL of the request may have ${most} bytes`,
};

const CALLER_LIMITS: Readonly<Record<CallerLimitedError['limit'], string>> = {
  'requests-at-work': 'on requests at work is reached',
  'streams-at-work': 'on streams at work is reached',
  'requests-per-minute': 'on requests per minute is reached',
  'bytes-per-minute': 'on bytes per minute is reached',
};

const USAGE_LIMITS: Readonly<Record<UsageTooLargeError['of'], (most: number) => string>> = {
  records: (most) =>
    `asks for more than ${most} records to be added up: name fewer days, or have the operator set GATEWAY_USAGE_TABLE`,
  rows: (most) => `asks for more than ${most} rows: name fewer days`,
};

/**
 * What each code is over HTTP: the one place that says so. A code without a row does not compile.
 * Source: the error table of the API contract.
 */
export const PROBLEMS: { readonly [Name in Code]: (error: ErrorOf<Name>) => Problem } = {
  REQUEST_INVALID: ({ fields }) => invalid(fields),
  DATA_CLASS_UNKNOWN: () => invalid({ 'X-Data-Classification': 'is not a known data class' }),
  MODEL_ID_INVALID: () => invalid({ modelId: 'is not a model id' }),
  OUTPUT_LIMIT_REFUSED: ({ maxOutputTokens, field }) =>
    invalid(
      field === undefined
        ? { body: `must limit its answer to ${maxOutputTokens} tokens, by max_tokens or what the model calls it` }
        : { [field]: `must be a whole number from 1 to ${maxOutputTokens}` },
    ),
  PATH_LABEL_INVALID: ({ label }) => invalid({ [label]: 'is not valid' }),
  TOKEN_REFUSED: ({ reason }) => ({
    status: 401,
    type: 'UnauthorizedException',
    message: 'The request needs a valid bearer token',
    retryable: false,
    challenge: `Bearer error="${reason === 'missing' ? 'invalid_request' : 'invalid_token'}"`,
  }),
  PERMISSION_DENIED: ({ permission }) => denied('The token does not grant this', { permission }),
  MODEL_DENIED: () => denied('The token does not grant this model'),
  DATA_CLASS_DENIED: () => denied('The token does not grant this data class'),
  ROUTE_DENIED: ({ route, because }) => denied('This route may not be taken', { route, because }),
  MODEL_UNKNOWN: () => ({ ...UNKNOWN_OPERATION, type: 'ResourceNotFoundException', message: 'No such model' }),
  RECORD_UNKNOWN: () => ({ ...UNKNOWN_OPERATION, type: 'ResourceNotFoundException', message: 'No such record' }),
  OPERATION_UNKNOWN: () => UNKNOWN_OPERATION,
  BODY_TOO_LARGE: ({ maxBodyBytes }) => ({
    status: 413,
    type: 'PayloadTooLargeException',
    message: `The request body may have ${maxBodyBytes} bytes`,
    retryable: false,
    details: { maxBodyBytes },
  }),
  BODY_TOO_SLOW: () => TOO_SLOW,
  HEAD_TOO_LARGE: ({ limit, most }) => ({
    status: 413,
    type: 'PayloadTooLargeException',
    message: HEAD_LIMITS[limit](most),
    retryable: false,
    details: { [limit]: most },
  }),
  MEDIA_TYPE_UNSUPPORTED: () => ({
    status: 415,
    type: 'UnsupportedMediaTypeException',
    message: 'The body must be application/json, without content encoding',
    retryable: false,
  }),
  TOO_MANY_IN_FLIGHT: () => THROTTLED,
  CALLER_LIMITED: ({ limit, retryAfterSeconds }) => ({
    ...THROTTLED,
    message: 'Too many requests of this caller',
    details: { limit: CALLER_LIMITS[limit] },
    retryAfterSeconds,
  }),
  BEDROCK_CALL_FAILED: problemOfCall,
  ROUTES_FAILED: () => ({
    status: 502,
    type: 'UpstreamException',
    message: 'Every route asked for was tried and failed',
    retryable: true,
  }),
  ROUTE_UNAVAILABLE: () => NO_ROUTE,
  BREAKER_OPEN: () => NO_ROUTE,
  NO_ENDPOINT: () => NO_ROUTE,
  PEER_REFUSED: () => NO_ROUTE,
  PEER_EVENT_INVALID: () => DEFECT,
  AUDIT_UNAVAILABLE: () => unavailable('AuditUnavailableException', 'The request cannot be put on record'),
  AUDIT_STORE_FAILED: () => unavailable('AuditUnavailableException', 'The request cannot be put on record'),
  AUDIT_UNREADABLE: () => unavailable('AuditUnavailableException', 'The audit records cannot be read now'),
  AUDIT_CURSOR_INVALID: () =>
    invalid({ cursor: 'is not one that this query has given out: ask again without it, for the first page' }),
  USAGE_TOO_LARGE: ({ of, most }) => invalid({ to: USAGE_LIMITS[of](most) }),
  USAGE_DAY_UNSETTLED: () => DEFECT,
  AUDIT_ENTRY_CLOSED: () => DEFECT,
  AUDIT_CONFIGURATION_INVALID: () => DEFECT,
  CREDENTIALS_UNAVAILABLE: () => unavailable('ServiceUnavailableException', 'The credentials cannot be read'),
  TOKEN_KEYS_UNAVAILABLE: () => unavailable('ServiceUnavailableException', 'Tokens cannot be verified now'),
  SECRET_UNCHANGED: () => unavailable('ServiceUnavailableException', 'The credentials cannot be changed'),
  TOKEN_REVOCATIONS_UNAVAILABLE: () => unavailable('ServiceUnavailableException', 'Tokens cannot be verified now'),
  SECRET_UNREADABLE: () => unavailable('ServiceUnavailableException', 'The credentials cannot be read'),
  SHUTTING_DOWN: () => unavailable('ServiceUnavailableException', 'The gateway is shutting down'),
  CONNECTION_OPTIONS_INVALID: () => DEFECT,
};
