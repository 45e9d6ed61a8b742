import { SAFE_HEADERS } from '../../apps/gateway/src/exchange/safe-headers.ts';
import type { Json } from './template-value.ts';

/** What API Gateway answers by itself, in the gateway's own words. */
interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly details?: Readonly<Record<string, number>>;
  /** Further headers; API Gateway wants fixed values in single quotes. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What every answer of the gateway has. Not its policy: how to quote quotes API Gateway does not say. */
const FIXED_HEADERS = Object.fromEntries(
  Object.entries(SAFE_HEADERS)
    .filter(([, value]) => !value.includes("'"))
    .map(([name, value]) => [name, `'${value}'`]),
);

/** The limit of the gateway itself, `GATEWAY_MAX_BODY_BYTES` in the template: API Gateway's own are larger. */
const MAX_BODY_BYTES = 4_500_000;

const defect = { status: 500, type: 'InternalServerException', message: 'The gateway failed; quote the request id' };
const unknownPath = { status: 404, type: 'UnknownOperationException', message: 'No such operation' };
const denied = { status: 403, type: 'AccessDeniedException', message: 'The token grants nothing here' };
const invalid = { status: 400, type: 'ValidationException', message: 'The request is not valid' };
const throttled: Refusal = {
  status: 429,
  type: 'ThrottlingException',
  message: 'Too many requests',
  retryable: true,
  headers: { 'Retry-After': "'1'" },
};

/**
 * Every type that API Gateway has, so that the status in the body is always the status of the answer; the two defaults
 * are for types that come later. Source: API Gateway developer guide, "Gateway response types".
 *
 * Texts are fixed: API Gateway's own quote headers, the Authorization header among them.
 */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ACCESS_DENIED: denied,
  API_CONFIGURATION_ERROR: defect,
  AUTHORIZER_CONFIGURATION_ERROR: defect,
  AUTHORIZER_FAILURE: {
    status: 503,
    type: 'ServiceUnavailableException',
    message: 'Tokens cannot be verified now',
    retryable: true,
    headers: { 'Retry-After': "'1'" },
  },
  BAD_REQUEST_BODY: invalid,
  BAD_REQUEST_PARAMETERS: invalid,
  DEFAULT_4XX: invalid,
  DEFAULT_5XX: defect,
  // Nothing here is signed: API Gateway looks for a signature where it finds no path, and a bearer token is none.
  EXPIRED_TOKEN: unknownPath,
  INTEGRATION_FAILURE: {
    status: 502,
    type: 'UpstreamException',
    message: 'The function of this route failed',
    retryable: true,
  },
  INTEGRATION_TIMEOUT: { status: 504, type: 'DeadlineExceededException', message: 'Time ran out' },
  INVALID_API_KEY: denied,
  INVALID_SIGNATURE: unknownPath,
  MISSING_AUTHENTICATION_TOKEN: unknownPath,
  QUOTA_EXCEEDED: throttled,
  REQUEST_TOO_LARGE: {
    status: 413,
    type: 'PayloadTooLargeException',
    message: `The request body may have ${MAX_BODY_BYTES} bytes`,
    details: { maxBodyBytes: MAX_BODY_BYTES },
  },
  RESOURCE_NOT_FOUND: unknownPath,
  THROTTLED: throttled,
  UNAUTHORIZED: {
    status: 401,
    type: 'UnauthorizedException',
    message: 'The request needs a valid bearer token',
    headers: { 'WWW-Authenticate': `'Bearer error="invalid_token"'` },
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    type: 'UnsupportedMediaTypeException',
    message: 'The body must be application/json, without content encoding',
  },
  WAF_FILTERED: { status: 403, type: 'AccessDeniedException', message: 'A rule of the firewall refuses the request' },
};

/** `x-amazon-apigateway-gateway-responses`: one body that clients of the seed paths and of Bedrock's own both read. */
export function gatewayResponses(): Json {
  return Object.fromEntries(Object.entries(REFUSALS).map(([name, refusal]) => [name, responseOf(refusal)]));
}

function responseOf(refusal: Refusal): Json {
  const headers = {
    'x-amzn-errortype': `'${refusal.type}'`,
    'X-Request-ID': 'context.requestId',
    ...FIXED_HEADERS,
    ...refusal.headers,
  };
  return {
    statusCode: String(refusal.status),
    responseParameters: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
    ),
    responseTemplates: { 'application/json': JSON.stringify(bodyOf(refusal)) },
  };
}

/**
 * API Gateway replaces `$context` variables in this text and does nothing else: it has no functions there, so the
 * timestamp is in the form of its access log. Both variables are made by API Gateway and hold nothing of a caller's.
 */
function bodyOf({ status, type, message, retryable = false, details = {} }: Refusal): Json {
  return {
    message,
    statusCode: status,
    error: { type, message, retryable, details },
    requestId: '$context.requestId',
    routingMethod: 'auto',
    timestamp: '$context.requestTime',
  };
}
