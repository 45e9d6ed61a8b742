/** What Lambda's API refuses, with the status and the message of each. Source: @aws-sdk/client-lambda, error schemas. */
const ERRORS = {
  AccessDeniedException: [403, 'The caller is not authorized to perform: lambda:InvokeFunction on this resource'],
  InvalidRequestContentException: [400, 'Could not parse request body into json'],
  MissingAuthenticationTokenException: [403, 'Missing Authentication Token'],
  RequestTooLargeException: [413, 'Request must be smaller than 6291456 bytes for the InvokeFunction operation'],
  ResourceNotFoundException: [404, 'Function not found'],
  TooManyRequestsException: [429, 'Rate Exceeded.'],
  UnknownOperationException: [404, 'This emulator serves Invoke and InvokeWithResponseStream alone'],
} as const;

export type LambdaErrorCode = keyof typeof ERRORS;

/** Lambda's API refuses a call: no invocation came of it. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';
  readonly status: number;

  constructor(readonly code: LambdaErrorCode) {
    super(ERRORS[code][1]);
    this.status = ERRORS[code][0];
  }
}
