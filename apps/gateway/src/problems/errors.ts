/** Errors that the gateway itself raises about a request. Messages are fixed texts with the names of fields at most. */
export abstract class GatewayError extends Error {
  abstract readonly code:
    | 'REQUEST_INVALID'
    | 'BODY_TOO_LARGE'
    | 'BODY_TOO_SLOW'
    | 'HEAD_TOO_LARGE'
    | 'MEDIA_TYPE_UNSUPPORTED'
    | 'OUTPUT_LIMIT_REFUSED'
    | 'MODEL_DENIED'
    | 'MODEL_UNKNOWN'
    | 'RECORD_UNKNOWN'
    | 'OPERATION_UNKNOWN'
    | 'DATA_CLASS_DENIED'
    | 'TOO_MANY_IN_FLIGHT'
    | 'CALLER_LIMITED'
    | 'SHUTTING_DOWN';
}

/** A body, header or id that is wrong. `fields` names each with what is wrong about it, never with its value. */
export class RequestInvalidError extends GatewayError {
  readonly code = 'REQUEST_INVALID';
  override readonly name = 'RequestInvalidError';

  constructor(
    readonly fields: Readonly<Record<string, string>>,
    cause?: unknown,
  ) {
    const faults = Object.entries(fields).map(([field, what]) => `${field} ${what}`);
    super(`Request is not valid: ${faults.join('; ')}`, { cause });
  }
}

/** The body is over the limit; reading stopped there. */
export class BodyTooLargeError extends GatewayError {
  readonly code = 'BODY_TOO_LARGE';
  override readonly name = 'BodyTooLargeError';

  constructor(readonly maxBodyBytes: number) {
    super(`The request body is over the limit of ${maxBodyBytes} bytes`);
  }
}

/** The body comes too slowly: whoever lets it drip holds a place that others could have. */
export class BodyTooSlowError extends GatewayError {
  readonly code = 'BODY_TOO_SLOW';
  override readonly name = 'BodyTooSlowError';

  constructor() {
    super('The request body comes too slowly');
  }
}

/** What the head of a request may have at most. */
export type HeadLimit = 'maxHeaderBytes' | 'maxHeaderCount' | 'maxUrlBytes';

/** The head of the request is over one of its limits. */
export class HeadTooLargeError extends GatewayError {
  readonly code = 'HEAD_TOO_LARGE';
  override readonly name = 'HeadTooLargeError';

  constructor(
    readonly limit: HeadLimit,
    readonly most: number,
  ) {
    super(`The head of the request is over its limit: ${limit} is ${most}`);
  }
}

/** The body is not what this path takes. */
export class MediaTypeUnsupportedError extends GatewayError {
  readonly code = 'MEDIA_TYPE_UNSUPPORTED';
  override readonly name = 'MediaTypeUnsupportedError';

  constructor() {
    super('The request body must be application/json, without content encoding');
  }
}

/** The body asks for more tokens than the operator allows, or for any number of them. */
export class OutputLimitError extends GatewayError {
  readonly code = 'OUTPUT_LIMIT_REFUSED';
  override readonly name = 'OutputLimitError';

  /** @param field what is wrong or missing, e.g. `max_tokens`; undefined where its name depends on the model. */
  constructor(
    readonly maxOutputTokens: number,
    readonly field?: string,
  ) {
    super(`The request does not keep to the limit of ${maxOutputTokens} output tokens`);
  }
}

/** The caller's token grants no model of that id. */
export class ModelDeniedError extends GatewayError {
  readonly code = 'MODEL_DENIED';
  override readonly name = 'ModelDeniedError';

  constructor() {
    super('The token does not grant this model');
  }
}

/** No model that this caller may call has that id. */
export class ModelUnknownError extends GatewayError {
  readonly code = 'MODEL_UNKNOWN';
  override readonly name = 'ModelUnknownError';

  constructor() {
    super('No such model');
  }
}

/** No audit record that this caller may see has that id. */
export class RecordUnknownError extends GatewayError {
  readonly code = 'RECORD_UNKNOWN';
  override readonly name = 'RecordUnknownError';

  constructor() {
    super('No such record');
  }
}

/** A path of Bedrock's own that the gateway does not offer. */
export class OperationUnknownError extends GatewayError {
  readonly code = 'OPERATION_UNKNOWN';
  override readonly name = 'OperationUnknownError';

  constructor() {
    super('No such operation');
  }
}

/** The caller's token does not grant the class of the data. */
export class DataClassDeniedError extends GatewayError {
  readonly code = 'DATA_CLASS_DENIED';
  override readonly name = 'DataClassDeniedError';

  constructor() {
    super('The token does not grant this data class');
  }
}

/** This process has as many requests at work as it may have. */
export class TooManyInFlightError extends GatewayError {
  readonly code = 'TOO_MANY_IN_FLIGHT';
  override readonly name = 'TooManyInFlightError';

  constructor() {
    super('Too many requests in flight');
  }
}

/** What one caller may have of a process, in the words that a refused one gets to see. */
export type CallerLimit = 'requests-at-work' | 'streams-at-work' | 'requests-per-minute' | 'bytes-per-minute';

/** The caller has all of this process that one caller may have; others are served. */
export class CallerLimitedError extends GatewayError {
  readonly code = 'CALLER_LIMITED';
  override readonly name = 'CallerLimitedError';

  /** @param retryAfterSeconds when there is room again, as far as anybody can know */
  constructor(
    readonly limit: CallerLimit,
    readonly retryAfterSeconds: number,
  ) {
    super(`The caller is over a limit: ${limit}`);
  }
}

/** This process is going away and takes no new work. */
export class ShuttingDownError extends GatewayError {
  readonly code = 'SHUTTING_DOWN';
  override readonly name = 'ShuttingDownError';

  constructor() {
    super('The gateway is shutting down');
  }
}
