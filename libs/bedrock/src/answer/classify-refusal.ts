import type { FailureKind, UpstreamProblem } from '../errors.js';
import { BedrockCallError } from '../errors.js';
import type { AnswerHead } from './answer-head.js';
import { pickAnswerHeaders } from './pick-headers.js';
import { parseRetryAfter } from './parse-retry-after.js';
import { readErrorType } from './read-error-type.js';

// Error types with which AWS says: I do not accept these credentials, or this signature.
// Source: "Common Error Types" of the Bedrock API reference and of IAM, plus what AWS front ends send.
const CREDENTIAL_REFUSALS = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'InvalidSignature',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'ExpiredToken',
  'RequestExpired',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'NotAuthorized',
]);

/** The body of an error answer. */
export interface ReceivedBody {
  readonly body: Buffer;
  readonly isWhole: boolean;
}

/**
 * Turns an error answer of Bedrock into the error that callers of this library see.
 *
 * @param received the answer's body, as far as it was read; may be empty.
 */
export function classifyRefusal(head: AnswerHead, received: ReceivedBody, nowEpochMs: number): BedrockCallError {
  const fields = parseFields(received.body.toString('utf8'));
  const type = readErrorType(head.headers['x-amzn-errortype'], fields);
  const credentialsRefused = head.status === 401 || CREDENTIAL_REFUSALS.has(type);
  const retryAfterSeconds = parseRetryAfter(head.headers['retry-after'], nowEpochMs);
  const upstream: UpstreamProblem = {
    status: head.status,
    type,
    message: readMessage(fields),
    credentialsRefused,
    upstreamRequestId: head.requestId,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(received.isWhole && { answer: { headers: pickAnswerHeaders(head.headers), body: received.body } }),
  };
  // AWS sends an expired token with status 400, too; it is the credentials all the same.
  const kind = credentialsRefused ? 'denied' : classifyStatus(head.status, type);
  return new BedrockCallError(kind, `status-${head.status}`, { upstream });
}

function classifyStatus(status: number, type: string): FailureKind {
  switch (status) {
    case 403:
      return 'denied';
    case 429:
      return type === 'ModelNotReadyException' ? 'model-not-ready' : 'throttled';
    default:
      // Redirects are never followed. From Bedrock, one is as little an answer as a 500.
      return status >= 400 && status < 500 ? 'bad-request' : 'internal';
  }
}

function parseFields(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function readMessage(fields: Readonly<Record<string, unknown>>): string {
  const message = fields['message'] ?? fields['Message'];
  return typeof message === 'string' ? message : '';
}
