import {
  AuditConfigurationError,
  AuditCursorError,
  AuditEntryClosedError,
  AuditStoreError,
  AuditUnavailableError,
  AuditUnreadableError,
  UsageDayUnsettledError,
  UsageTooLargeError,
} from '@app/audit';
import {
  BedrockCallError,
  ConnectionOptionsInvalidError,
  CredentialsUnavailableError,
  ModelIdInvalidError,
  PathLabelInvalidError,
  NoEndpointError,
  SecretUnchangedError,
  SecretUnreadableError,
} from '@app/bedrock';
import {
  DataClassUnknownError,
  PeerEventInvalidError,
  PeerRefusedError,
  RouteDeniedError,
  RoutesFailedError,
  RouteUnavailableError,
} from '@app/routing';
import { describe, expect, it } from 'vitest';
import {
  PermissionDeniedError,
  TokenKeysUnavailableError,
  TokenRefusedError,
  TokenRevocationsUnavailableError,
} from '../auth/errors.js';
import {
  BodyTooLargeError,
  BodyTooSlowError,
  CallerLimitedError,
  DataClassDeniedError,
  HeadTooLargeError,
  MediaTypeUnsupportedError,
  ModelDeniedError,
  ModelUnknownError,
  OperationUnknownError,
  OutputLimitError,
  RecordUnknownError,
  RequestInvalidError,
  ShuttingDownError,
  TooManyInFlightError,
} from './errors.js';
import { PROBLEMS } from './problem.table.js';
import { toProblem } from './to-problem.js';

interface Row {
  readonly error: Error;
  readonly status: number;
  readonly type: string;
  readonly retryable: boolean;
  readonly more?: object;
}

const bad = (error: Error, details: object): Row => ({ error, status: 400, type: 'ValidationException', retryable: false, more: { details } }); // prettier-ignore
const denied = (error: Error, details: object = {}): Row => ({ error, status: 403, type: 'AccessDeniedException', retryable: false, more: { details } }); // prettier-ignore
const away = (error: Error, type: string): Row => ({ error, status: 503, type, retryable: true });
const defect = (error: Error): Row => ({ error, status: 500, type: 'InternalServerException', retryable: false });

const ROUTES_GONE = new BedrockCallError('unreachable', 'dns');

/** The error table of the API contract, by hand; `PROBLEMS` is held against its keys. */
const ROWS: Readonly<Record<Exclude<keyof typeof PROBLEMS, 'BREAKER_OPEN' | 'BEDROCK_CALL_FAILED'>, Row>> = {
  REQUEST_INVALID: bad(new RequestInvalidError({ accept: 'is too long' }), { accept: 'is too long' }),
  DATA_CLASS_UNKNOWN: bad(new DataClassUnknownError(), { 'X-Data-Classification': 'is not a known data class' }),
  MODEL_ID_INVALID: bad(new ModelIdInvalidError('empty'), { modelId: 'is not a model id' }),
  OUTPUT_LIMIT_REFUSED: bad(new OutputLimitError(4096, 'max_gen_len'), { max_gen_len: 'must be a whole number from 1 to 4096' }), // prettier-ignore
  PATH_LABEL_INVALID: bad(new PathLabelInvalidError('guardrailVersion'), { guardrailVersion: 'is not valid' }),
  TOKEN_REFUSED: {
    error: new TokenRefusedError('expired'),
    status: 401,
    type: 'UnauthorizedException',
    retryable: false,
    more: { challenge: 'Bearer error="invalid_token"' },
  },
  PERMISSION_DENIED: denied(new PermissionDeniedError('status:read'), { permission: 'status:read' }),
  MODEL_DENIED: denied(new ModelDeniedError()),
  DATA_CLASS_DENIED: denied(new DataClassDeniedError()),
  ROUTE_DENIED: denied(new RouteDeniedError('internet', 'data-class'), { route: 'internet', because: 'data-class' }),
  MODEL_UNKNOWN: {
    error: new ModelUnknownError(),
    status: 404,
    type: 'ResourceNotFoundException',
    retryable: false,
  },
  RECORD_UNKNOWN: {
    error: new RecordUnknownError(),
    status: 404,
    type: 'ResourceNotFoundException',
    retryable: false,
  },
  OPERATION_UNKNOWN: {
    error: new OperationUnknownError(),
    status: 404,
    type: 'UnknownOperationException',
    retryable: false,
  },
  BODY_TOO_LARGE: {
    error: new BodyTooLargeError(25_000_000),
    status: 413,
    type: 'PayloadTooLargeException',
    retryable: false,
    more: { details: { maxBodyBytes: 25_000_000 } },
  },
  BODY_TOO_SLOW: {
    error: new BodyTooSlowError(),
    status: 408,
    type: 'RequestTimeoutException',
    retryable: true,
  },
  HEAD_TOO_LARGE: {
    error: new HeadTooLargeError('maxHeaderCount', 100),
    status: 413,
    type: 'PayloadTooLargeException',
    retryable: false,
    more: { details: { maxHeaderCount: 100 } },
  },
  MEDIA_TYPE_UNSUPPORTED: {
    error: new MediaTypeUnsupportedError(),
    status: 415,
    type: 'UnsupportedMediaTypeException',
    retryable: false,
  },
  TOO_MANY_IN_FLIGHT: {
    error: new TooManyInFlightError(),
    status: 429,
    type: 'ThrottlingException',
    retryable: true,
    more: { retryAfterSeconds: 1 },
  },
  CALLER_LIMITED: {
    error: new CallerLimitedError('requests-per-minute', 17),
    status: 429,
    type: 'ThrottlingException',
    retryable: true,
    more: { retryAfterSeconds: 17, details: { limit: 'on requests per minute is reached' } },
  },
  ROUTES_FAILED: {
    error: new RoutesFailedError(ROUTES_GONE),
    status: 502,
    type: 'UpstreamException',
    retryable: true,
  },
  NO_ENDPOINT: away(new NoEndpointError('control'), 'RouteUnavailableException'),
  PEER_REFUSED: away(new PeerRefusedError('token'), 'RouteUnavailableException'),
  PEER_EVENT_INVALID: defect(new PeerEventInvalidError()),
  ROUTE_UNAVAILABLE: away(new RouteUnavailableError(ROUTES_GONE), 'RouteUnavailableException'),
  AUDIT_UNAVAILABLE: away(new AuditUnavailableError('timeout'), 'AuditUnavailableException'),
  AUDIT_STORE_FAILED: away(new AuditStoreError('throttled'), 'AuditUnavailableException'),
  AUDIT_UNREADABLE: away(new AuditUnreadableError('throttled'), 'AuditUnavailableException'),
  AUDIT_CURSOR_INVALID: bad(new AuditCursorError(), {
    cursor: 'is not one that this query has given out: ask again without it, for the first page',
  }),
  USAGE_TOO_LARGE: bad(new UsageTooLargeError('records', 10_000), {
    to: 'asks for more than 10000 records to be added up: name fewer days, or have the operator set GATEWAY_USAGE_TABLE',
  }),
  USAGE_DAY_UNSETTLED: defect(new UsageDayUnsettledError('not-over')),
  CREDENTIALS_UNAVAILABLE: away(new CredentialsUnavailableError('no-such-secret'), 'ServiceUnavailableException'),
  TOKEN_KEYS_UNAVAILABLE: away(
    new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'unreadable'),
    'ServiceUnavailableException',
  ),
  TOKEN_REVOCATIONS_UNAVAILABLE: away(new TokenRevocationsUnavailableError(), 'ServiceUnavailableException'),
  SECRET_UNCHANGED: away(new SecretUnchangedError('refused'), 'ServiceUnavailableException'),
  SECRET_UNREADABLE: away(new SecretUnreadableError('access-denied'), 'ServiceUnavailableException'),
  SHUTTING_DOWN: away(new ShuttingDownError(), 'ServiceUnavailableException'),
  AUDIT_ENTRY_CLOSED: defect(new AuditEntryClosedError()),
  AUDIT_CONFIGURATION_INVALID: defect(new AuditConfigurationError('ttlDays', 'must be whole')),
  CONNECTION_OPTIONS_INVALID: defect(new ConnectionOptionsInvalidError('region')),
};

describe('the problem table', () => {
  it.each(Object.entries(ROWS))('says what %s is over HTTP', (code, { error, status, type, retryable, more = {} }) => {
    expect(error).toHaveProperty('code', code);
    const { message, ...facts } = toProblem(error);
    expect(facts).toEqual({ status, type, retryable, ...more });
    expect(message).not.toBe('');
  });

  it('names the limit in the text of a 413', () => {
    expect(toProblem(new BodyTooLargeError(7)).message).toBe('The request body may have 7 bytes');
    expect(toProblem(new HeadTooLargeError('maxHeaderBytes', 7)).message).toBe(
      'The headers of the request may have 7 bytes',
    );
    expect(toProblem(new HeadTooLargeError('maxHeaderCount', 7)).message).toBe('The request may have 7 headers');
    expect(toProblem(new HeadTooLargeError('maxUrlBytes', 7)).message).toBe('The URL of the request may have 7 bytes');
  });

  it.each([
    ['requests-at-work', 'on requests at work is reached'],
    ['streams-at-work', 'on streams at work is reached'],
    ['bytes-per-minute', 'on bytes per minute is reached'],
  ] as const)('names the limit %s of a caller', (limit, what) => {
    expect(toProblem(new CallerLimitedError(limit, 1)).details).toEqual({ limit: what });
  });

  it('says how to set a limit that is missing, where its name depends on the model', () => {
    const what = 'must limit its answer to 4096 tokens, by max_tokens or what the model calls it';
    expect(toProblem(new OutputLimitError(4096)).details).toEqual({ body: what });
  });

  it('has the same answer for an open breaker as for a route that is not there', () => {
    expect(PROBLEMS.BREAKER_OPEN(new Error('inside'))).toEqual(toProblem(new RouteUnavailableError()));
  });

  it('tells a caller without a token that the request is wrong, and any other that the token is', () => {
    expect(toProblem(new TokenRefusedError('missing')).challenge).toBe('Bearer error="invalid_request"');
    for (const reason of ['malformed', 'too-large', 'algorithm', 'signature', 'issuer', 'not-yet-valid'] as const) {
      expect(toProblem(new TokenRefusedError(reason))).toEqual(toProblem(new TokenRefusedError('expired')));
    }
  });

  it('never repeats a cause', () => {
    const cause = new Error('SECRET');
    const errors = [
      new AuditUnavailableError('denied', cause),
      new CredentialsUnavailableError('SECRET', cause),
      new SecretUnreadableError('timeout', cause),
      new TokenKeysUnavailableError('GATEWAY_TOKEN_JWKS_URL', 'malformed', cause),
      new RequestInvalidError({ body: 'is not JSON' }, cause),
      new RouteUnavailableError(cause),
    ];
    for (const error of errors) expect(JSON.stringify(toProblem(error))).not.toContain('SECRET');
  });
});
