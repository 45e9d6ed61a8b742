/**
 * What API Gateway refuses or fails at by itself: status, message and `x-amzn-ErrorType`.
 * Source of types and statuses: API Gateway developer guide, "Gateway response types"; of the rest: what answers of
 * API Gateway are seen to say.
 */
const TYPES = {
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  UNAUTHORIZED: [401, 'Unauthorized', 'UnauthorizedException'],
  ACCESS_DENIED: [403, 'User is not authorized to access this resource', 'AccessDeniedException'],
  AUTHORIZER_FAILURE: [500, null, 'AuthorizerFailureException'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null, 'AuthorizerConfigurationException'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_FAILURE: [502, 'Internal server error', 'InternalServerErrorException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long', 'RequestTooLargeException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
} as const satisfies Record<string, readonly [number, string | null, string]>;

export type GatewayErrorType = keyof typeof TYPES;

/** API Gateway answers itself. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly statusCode: number;
  readonly amznErrorType: string;
  /** What the body says; null where API Gateway says nothing. */
  readonly text: string | null;

  constructor(
    readonly type: GatewayErrorType,
    text?: string,
    options?: ErrorOptions,
  ) {
    super(type, options);
    const [statusCode, usual, amznErrorType] = TYPES[type];
    this.statusCode = statusCode;
    this.amznErrorType = amznErrorType;
    this.text = text ?? usual;
  }
}
