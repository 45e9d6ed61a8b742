import type { ReceivedAnswer } from '../support/raw-connection.js';
import { CANARY, type FuzzedRequest, type TokenKind } from './requests.js';

const VERIFYING: ReadonlySet<TokenKind> = new Set(['full', 'narrow', 'powerless']);

/** What the API contract has for a request that is wrong in any way, or right; of all that is behind it, nothing fails. */
const KNOWN_CALLER = [200, 400, 403, 404, 413, 415];
const STATUSES: Readonly<
  Record<FuzzedRequest['kind'], Readonly<Record<'known' | 'powerless' | 'unknown', readonly number[]>>>
> = {
  open: { known: [200, 400, 413], powerless: [200, 400, 413], unknown: [200, 400, 413] },
  'on-record': { known: KNOWN_CALLER, powerless: [400, 403, 404, 413], unknown: [400, 401, 413] },
  any: { known: KNOWN_CALLER, powerless: [400, 403, 404, 413], unknown: [400, 401, 404, 413] },
};

/** The type that an error of the gateway's own has, by status. */
const TYPES: Readonly<Record<number, RegExp>> = {
  400: /^ValidationException$/,
  401: /^UnauthorizedException$/,
  403: /^AccessDeniedException$/,
  404: /^(?:UnknownOperation|ResourceNotFound)Exception$/,
  413: /^PayloadTooLargeException$/,
  415: /^UnsupportedMediaTypeException$/,
};

/** Refused with the head: nobody was asked for a token yet, or what came was no request. */
const OF_THE_HEAD = /is not HTTP|maxHeader|maxUrl|"Host"|: Host |may have \d+ headers|URL of the request/;

/** First oracle: the answer has a status that is documented for this kind of path and caller, and its shape. */
export function faultOfAnswer(request: FuzzedRequest, answer: ReceivedAnswer | undefined): string | undefined {
  if (answer === undefined) return 'no answer';
  const { status, headers, body } = answer;
  if (!statusesFor(request).includes(status)) return `status ${status}`;
  if (headers.get('x-request-id') === null) return 'no request id';
  if (headers.get('x-powered-by') !== null || headers.get('server') !== null) return 'says what it is made of';
  if (status === 401 && headers.get('www-authenticate') === null) return 'no challenge';
  if (status === 200 || request.method === 'HEAD') return undefined;
  // Bedrock's own come as they are, with an address behind the type.
  const [type = ''] = (headers.get('x-amzn-errortype') ?? '').split(':');
  if (!TYPES[status]?.test(type)) return `status ${status} with the type ${type}`;
  return isErrorDocument(body, status, type) ? undefined : 'an error without its document';
}

function statusesFor({ kind, token }: FuzzedRequest): readonly number[] {
  const { known, powerless, unknown } = STATUSES[kind];
  if (token === 'powerless') return powerless;
  return VERIFYING.has(token) ? known : unknown;
}

function isErrorDocument(body: string, status: number, type: string): boolean {
  const { message, statusCode, error } = JSON.parse(body) as Record<string, unknown> & { error?: { type?: unknown } };
  if (error !== undefined) return statusCode === status && error.type === type;
  return typeof message === 'string' && statusCode === undefined;
}

/** Second oracle: how many records there have to be. Undefined where the path may be one that leaves none: at most one. */
export function recordsWanted({ kind, token }: FuzzedRequest, answer: ReceivedAnswer): 0 | 1 | undefined {
  if (kind === 'open' || !VERIFYING.has(token) || OF_THE_HEAD.test(answer.body)) return 0;
  return kind === 'on-record' ? 1 : undefined;
}

/** Third oracle: an error repeats nothing. What a model says to its caller is the model's. */
export function isRepeating({ status, headers, body }: ReceivedAnswer): boolean {
  return status !== 200 && (body.includes(CANARY) || [...headers.values()].some((value) => value.includes(CANARY)));
}
