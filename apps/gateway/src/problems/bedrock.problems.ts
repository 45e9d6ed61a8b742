import type { BedrockCallError, FailureKind, UpstreamProblem } from '@app/bedrock';
import type { Problem } from './problem.js';

/** Bedrock's own errors that stay what they are: whether sending again may help, and the type where Bedrock names none. */
const PASSED_ON: ReadonlyMap<number, { readonly retryable: boolean; readonly usualType: string }> = new Map([
  [400, { retryable: false, usualType: 'ValidationException' }],
  [403, { retryable: false, usualType: 'AccessDeniedException' }],
  [404, { retryable: false, usualType: 'ResourceNotFoundException' }],
  [408, { retryable: false, usualType: 'ModelTimeoutException' }],
  [424, { retryable: false, usualType: 'ModelErrorException' }],
  [429, { retryable: true, usualType: 'ThrottlingException' }],
  [500, { retryable: true, usualType: 'InternalServerException' }],
  [503, { retryable: true, usualType: 'ServiceUnavailableException' }],
]);

const MAX_MESSAGE_LENGTH = 2_048;
const DEFAULT_RETRY_AFTER_SECONDS = 1;

const UPSTREAM_FAILED: Problem = {
  status: 502,
  type: 'UpstreamException',
  message: 'Bedrock could not be reached, or did not answer as Bedrock does',
  retryable: true,
};

const CREDENTIALS_REFUSED: Problem = {
  ...UPSTREAM_FAILED,
  message: "Bedrock refused the gateway's own credentials",
};

const TIMED_OUT: Problem = {
  status: 504,
  type: 'DeadlineExceededException',
  message: 'The deadline of the request has passed',
  retryable: false,
};

const CALLER_GONE: Problem = {
  status: 499,
  type: 'ClientClosedRequest',
  message: 'The caller closed the request',
  retryable: false,
};

/** What a failed call is where Bedrock itself has not said it. */
const WITHOUT_ANSWER: Readonly<Record<FailureKind, Problem>> = {
  unreachable: UPSTREAM_FAILED,
  'not-bedrock': UPSTREAM_FAILED,
  throttled: UPSTREAM_FAILED,
  'model-not-ready': UPSTREAM_FAILED,
  internal: UPSTREAM_FAILED,
  timeout: TIMED_OUT,
  denied: CREDENTIALS_REFUSED,
  'bad-request': UPSTREAM_FAILED,
  'stream-broken': { ...UPSTREAM_FAILED, message: 'The answer broke off' },
  'client-gone': CALLER_GONE,
};

/** The problem of a call that Bedrock refused, or that never got an answer. */
export function problemOfCall({ kind, upstream }: BedrockCallError): Problem {
  return upstream ? problemOfAnswer(upstream) : WITHOUT_ANSWER[kind];
}

function problemOfAnswer(upstream: UpstreamProblem): Problem {
  const { status, type, message, upstreamRequestId, answer } = upstream;
  const passedOn = PASSED_ON.get(status);
  const ids = upstreamRequestId === undefined ? {} : { upstreamRequestId };
  if (upstream.credentialsRefused) return { ...CREDENTIALS_REFUSED, ...ids };
  if (!passedOn) return { ...UPSTREAM_FAILED, ...ids };
  const retryAfter =
    status === 429 ? { retryAfterSeconds: upstream.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS } : {};
  const { retryable, usualType } = passedOn;
  const facts = { status, type: type || usualType, message: message.slice(0, MAX_MESSAGE_LENGTH), retryable };
  return { ...facts, ...retryAfter, ...ids, ...(answer && { answer }) };
}
