import type { JsonObject } from '../json/json-object.js';

/** Headers of an answer; names in lower case, as HTTP/2 wants them. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** An answer whose body is known in full before its first byte is sent. */
export interface WholeAnswer {
  readonly kind: 'whole';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Buffer;
}

/** An answer that is made frame by frame, no faster than the client reads it. */
export interface StreamAnswer {
  readonly kind: 'stream';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly frames: Iterable<Buffer>;
}

/** What an operation says to a request; how it is sent, a fault may still change. */
export type Answer = WholeAnswer | StreamAnswer;

/** A JSON answer with Bedrock's request id. */
export function jsonAnswer(
  body: JsonObject,
  requestId: string,
  { status = 200, headers = {} }: { status?: number; headers?: AnswerHeaders } = {},
): WholeAnswer {
  return {
    kind: 'whole',
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** An answer of event-stream frames with Bedrock's request id. */
export function streamAnswer(frames: Iterable<Buffer>, requestId: string, headers: AnswerHeaders = {}): StreamAnswer {
  return {
    kind: 'stream',
    status: 200,
    headers: { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': requestId, ...headers },
    frames,
  };
}
