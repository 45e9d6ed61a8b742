import { expect } from 'vitest';
import { readServerSentEvents } from '../../support/read-sse.js';
import { readStreamChunks } from '../../support/read-stream-chunks.js';
import { deltaOf, type EchoedQuestion } from '../echo.js';

/** Who asks, and whom. */
export interface Visitor {
  readonly url: string;
  readonly token: string;
  /** A token that grants nothing but to look at models. */
  readonly poorToken: string;
  /** A name that no other visit has. It is in the question, and the id that the caller gives to the request. */
  readonly nonce: string;
  /** What stands before the path, e.g. `/v1/vpn`. */
  readonly prefix: string;
}

/** What has to be on record of a visit, as the visitor saw it. */
export interface Seen {
  readonly requestId: string;
  readonly record: {
    readonly clientRequestId: string;
    readonly outcome: 'complete' | 'partial' | 'client-gone' | 'failed' | 'refused';
    readonly statusCode: number;
  };
}

/** One visit. Compares the answer with the question; undefined if there must be no record. */
export type Visit = (visitor: Visitor) => Promise<Seen | undefined>;

export const SSE = 'text/event-stream';
export const FRAMES = 'application/vnd.amazon.eventstream';

/** How long a visitor waits for an answer. */
const PATIENCE_MS = 30_000;

/** Posts as an HTTP client does that knows nothing of the gateway. */
export function send(
  { url, token, nonce, prefix }: Visitor,
  path: string,
  {
    body,
    accept = '*/*',
    signal,
  }: { readonly body?: string; readonly accept?: string; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    'x-request-id': nonce,
    accept,
    'content-type': 'application/json',
  };
  const outOfPatience = AbortSignal.timeout(PATIENCE_MS);
  return fetch(url + prefix + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    signal: signal === undefined ? outOfPatience : AbortSignal.any([signal, outOfPatience]),
    ...(body !== undefined && { body }),
  });
}

/** What has to be on record of an answer with this end. */
export function seen(response: Response, { nonce }: Visitor, outcome: Seen['record']['outcome']): Seen {
  return seenBy(response.headers.get('x-request-id'), nonce, { outcome, statusCode: response.status });
}

/** The same, for answers that did not come by `fetch`, or whose status is another than what is on record. */
export function seenBy(
  requestId: string | null | undefined,
  clientRequestId: string,
  ending: Omit<Seen['record'], 'clientRequestId'>,
): Seen {
  if (typeof requestId !== 'string') throw new Error(`${clientRequestId} was answered without an id`);
  return { requestId, record: { clientRequestId, ...ending } };
}

/** Expects a whole stream of server-sent events that says what was asked. */
export function expectEvents(text: string, { deltas }: Pick<EchoedQuestion, 'deltas'>): void {
  const events = readServerSentEvents(text);
  expect(events.pop()).toEqual({ event: 'end', data: '{}' });
  expect(events.flatMap(({ data }) => deltaOf(data) ?? [])).toEqual(deltas);
}

/** The same of frames. */
export function expectFrames(bytes: Buffer, { deltas }: Pick<EchoedQuestion, 'deltas'>): void {
  expect(readStreamChunks(bytes).flatMap((chunk) => deltaOf(chunk) ?? [])).toEqual(deltas);
}
