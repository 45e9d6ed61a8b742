/** How a call to Bedrock failed. Closed: every switch over it is exhaustive. */
export type FailureKind =
  | 'unreachable'
  | 'not-bedrock'
  | 'throttled'
  | 'model-not-ready'
  | 'internal'
  | 'timeout'
  | 'denied'
  | 'bad-request'
  | 'stream-broken'
  | 'client-gone';

/** Bedrock's own error answer. `message` is Bedrock's text: for the caller, never for a log. */
export interface UpstreamProblem {
  readonly status: number;
  /** `x-amzn-errortype` up to the first colon, e.g. `ThrottlingException`; empty if Bedrock named none. */
  readonly type: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
  readonly upstreamRequestId?: string;
  /** True where Bedrock refused the gateway's own credentials rather than what they may do. */
  readonly credentialsRefused: boolean;
  /** The answer as it came, for those who pass it on; absent where it was cut or too long. Never for a log. */
  readonly answer?: UpstreamAnswer;
}

/** An error answer as it came. */
export interface UpstreamAnswer {
  /** Lower-case names; those of a good answer, and no others. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The one family of errors that this library throws. Messages hold no token, header, prompt, body or upstream text. */
export abstract class BedrockError extends Error {
  abstract readonly code:
    | 'BEDROCK_CALL_FAILED'
    | 'CREDENTIALS_UNAVAILABLE'
    | 'MODEL_ID_INVALID'
    | 'NO_ENDPOINT'
    | 'PATH_LABEL_INVALID'
    | 'SECRET_UNCHANGED'
    | 'SECRET_UNREADABLE'
    | 'CONNECTION_OPTIONS_INVALID';
}

/** A call that Bedrock did not answer with 2xx, or a body that broke off. */
export class BedrockCallError extends BedrockError {
  readonly code = 'BEDROCK_CALL_FAILED';
  override readonly name = 'BedrockCallError';

  constructor(
    readonly kind: FailureKind,
    /** A fixed word for operators, e.g. `connect-timeout`, `address-not-private`, `no-request-id`. */
    readonly reason: string,
    readonly facts: { readonly upstream?: UpstreamProblem; readonly cause?: unknown } = {},
  ) {
    super(`Bedrock call failed: ${kind} (${reason})`, { cause: facts.cause });
  }

  get upstream(): UpstreamProblem | undefined {
    return this.facts.upstream;
  }
}

/** The commercial credentials cannot be had: the secret with them, or a session of the role that stands for them. */
export class CredentialsUnavailableError extends BedrockError {
  readonly code = 'CREDENTIALS_UNAVAILABLE';
  override readonly name = 'CredentialsUnavailableError';

  constructor(
    reason: string,
    cause?: unknown,
    /** Where they are missing: a session that could not be opened by one route may well be opened by another. */
    readonly missingOn: 'every-route' | 'this-route' = 'every-route',
  ) {
    super(`The commercial Bedrock credentials are unavailable: ${reason}`, { cause });
  }
}

/** Secrets Manager did not give out a secret, for another reason than that there is none. */
export class SecretUnreadableError extends BedrockError {
  readonly code = 'SECRET_UNREADABLE';
  override readonly name = 'SecretUnreadableError';

  constructor(
    readonly reason:
      'access-denied' | 'decryption-failed' | 'no-such-secret' | 'timeout' | 'not-text' | 'request-failed',
    cause?: unknown,
  ) {
    super(`A secret cannot be read: ${reason}`, { cause });
  }
}

/** Secrets Manager did not change a secret; for `request-failed` it may have, and only the answer was lost. */
export class SecretUnchangedError extends BedrockError {
  readonly code = 'SECRET_UNCHANGED';
  override readonly name = 'SecretUnchangedError';

  constructor(
    readonly reason: 'access-denied' | 'refused' | 'request-failed',
    cause?: unknown,
  ) {
    super(`A secret cannot be changed: ${reason}`, { cause });
  }
}

/** A connection was configured in a way that could only fail or leak; thrown when it is opened, so at start-up. */
export class ConnectionOptionsInvalidError extends BedrockError {
  readonly code = 'CONNECTION_OPTIONS_INVALID';
  override readonly name = 'ConnectionOptionsInvalidError';

  constructor(readonly option: 'runtimeEndpoint' | 'controlEndpoint' | 'stsEndpoint' | 'region') {
    super(`The Bedrock connection option ${option} is missing or not valid`);
  }
}

/** The connection has no endpoint for this kind of operation, and may not use the public one. Nothing was sent. */
export class NoEndpointError extends BedrockError {
  readonly code = 'NO_ENDPOINT';
  override readonly name = 'NoEndpointError';

  constructor(readonly plane: 'control' | 'runtime') {
    super(`The connection has no ${plane} endpoint`);
  }
}

/** Text that no label of that name can have. */
export class PathLabelInvalidError extends BedrockError {
  readonly code = 'PATH_LABEL_INVALID';
  override readonly name = 'PathLabelInvalidError';

  constructor(readonly label: 'guardrailIdentifier' | 'guardrailVersion') {
    super(`The ${label} is not valid`);
  }
}

/** Text that is no model id, profile id or ARN. */
export class ModelIdInvalidError extends BedrockError {
  readonly code = 'MODEL_ID_INVALID';
  override readonly name = 'ModelIdInvalidError';

  constructor(readonly reason: 'empty' | 'too-long' | 'forbidden-character' | 'not-an-id') {
    super(`Model id is not valid: ${reason}`);
  }
}
