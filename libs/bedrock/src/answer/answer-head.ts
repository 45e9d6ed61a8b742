import type { Dispatcher } from 'undici';

/** Header values as undici hands them over: lower-case names, repeated headers as an array. */
export type ReceivedHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Status line and headers of an answer, repeated headers joined. */
export interface AnswerHead {
  readonly status: number;
  /** `x-amzn-requestid`: on every answer of Bedrock; empty if there is none. */
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Brings an answer's head into the one shape that the rest of this library reads. */
export function readAnswerHead(status: number, received: ReceivedHeaders): AnswerHead {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status, requestId: headers['x-amzn-requestid'] ?? '', headers };
}

/** The media type of an answer, without parameters, in lower case; empty if there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').replace(/;.*$/s, '').trim().toLowerCase();
}
