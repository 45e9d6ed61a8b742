import { mediaType } from './answer-head.js';
import type { AnswerHead } from './answer-head.js';

const EVENT_STREAM = 'application/vnd.amazon.eventstream';
const JSON_TYPE = 'application/json';

// What Bedrock sends its errors as. The x-amz-json types are what AWS front ends use before a request reaches Bedrock.
const ERROR_TYPES = new Set([JSON_TYPE, 'application/x-amz-json-1.0', 'application/x-amz-json-1.1', EVENT_STREAM]);

// What a caller may ask a model to answer with (`accept`), other than JSON. HTML is never among them.
const NEGOTIABLE_TYPES = new Set(['text/plain', 'image/png', 'image/jpeg', 'application/octet-stream']);

/** What a good answer to a request looks like. */
export interface AnswerExpectation {
  readonly answer: 'json' | 'event-stream';
  /** The `accept` header that was sent. */
  readonly accept?: string | undefined;
}

/**
 * Finds out whether an answer comes from something that is not Bedrock: a captive portal, a proxy, another server.
 *
 * @returns a fixed word for what is wrong with it; undefined if it looks like Bedrock.
 */
export function findForeignAnswer(head: AnswerHead, expected: AnswerExpectation): string | undefined {
  const { headers } = head;
  if (head.requestId === '') return 'no-request-id';
  // We ask for `identity`: a body encoded all the same cannot be passed on as the model's own bytes.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 'content-encoded';
  if (!isExpectedType(mediaType(headers['content-type']), isSuccess(head.status), expected)) {
    return 'unexpected-content-type';
  }
  // Without either, the end of the body is the end of the connection, and a cut would look complete.
  if (!headers['content-length'] && !headers['transfer-encoding']) return 'unframed-body';
  return undefined;
}

/** 2xx. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function isExpectedType(type: string, success: boolean, { answer, accept }: AnswerExpectation): boolean {
  if (!success) return ERROR_TYPES.has(type);
  if (answer === 'event-stream') return type === EVENT_STREAM;
  return type === JSON_TYPE || (NEGOTIABLE_TYPES.has(type) && type === mediaType(accept));
}
