import fc from 'fast-check';
import { hostileModelId } from '../support/hostile-model-ids.js';
import { HELLO } from '../support/models.js';
import { HAIKU, NATIVE_CALLS } from '../support/native-calls.js';

/** In everything that nobody may repeat: bodies, values of headers and queries, the text of tokens. */
export const CANARY = 'cAnArY-5d1f';

/** What is known of a path: open to everybody, on record for everybody who is known, or anything. */
export type PathKind = 'open' | 'on-record' | 'any';

/** Whose token a request shows. The first three verify. */
export const TOKENS = ['full', 'narrow', 'powerless', 'expired', 'forged', 'none'] as const;
export type TokenKind = (typeof TOKENS)[number];

/** One request, byte by byte, and what is known of it by the way it was made. */
export interface FuzzedRequest {
  readonly kind: PathKind;
  readonly method: string;
  /** As it goes over the wire. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly token: TokenKind;
  readonly chunked: boolean;
}

type Place = Pick<FuzzedRequest, 'kind' | 'method' | 'target' | 'body'>;

const PREFIXES = ['', '/v1', '/internet', '/vpn', '/v1/internet', '/v1/vpn'];
const NATIVE_PREFIXES = ['', '/internet', '/vpn'];
const ENVELOPE = JSON.stringify(HELLO);

const SEED_PLACES: readonly Place[] = PREFIXES.flatMap((prefix) => [
  ...['invoke', 'invoke-model', 'invoke-stream', 'invoke-model-with-response-stream'].map((verb) =>
    place('on-record', 'POST', `${prefix}/bedrock/${verb}`, ENVELOPE),
  ),
  place('on-record', 'GET', `${prefix}/bedrock/models`),
  place('on-record', 'GET', `${prefix}/bedrock/models/${HAIKU}`),
  place('on-record', 'GET', `${prefix}/status`),
]);

const NATIVE_PLACES: readonly Place[] = NATIVE_PREFIXES.flatMap((prefix) => [
  ...NATIVE_CALLS.map(({ method, path, body = '' }) => place('on-record', method, prefix + path, body)),
  place('on-record', 'POST', `${prefix}/async-invoke`, '{}'),
  place('on-record', 'DELETE', `${prefix}/guardrails/abc`),
]);

const OPEN_PLACES = ['/health', '/openapi.json'].map((path) => place('open', 'GET', path));

function place(kind: PathKind, method: string, target: string, body = ''): Place {
  return { kind, method, target, body };
}

const cleanPlace = fc.oneof(
  { arbitrary: fc.constantFrom(...SEED_PLACES), weight: 5 },
  { arbitrary: fc.constantFrom(...NATIVE_PLACES), weight: 5 },
  { arbitrary: fc.constantFrom(...OPEN_PLACES), weight: 1 },
);

/** Methods that Node's parser knows, and words that it does not. A tunnel gets no answer: it is left out. */
const method = fc.oneof(
  { arbitrary: fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'), weight: 6 },
  { arbitrary: fc.constantFrom('PROPFIND', 'QUERY', 'LOCK', 'M-SEARCH', 'get', 'Post', 'PRI', 'X', ''), weight: 2 },
);

/** A clean path with something put in, or with an id in it that nobody should take for one. */
const crookedPlace = fc
  .record({ clean: cleanPlace, junk: hostileModelId, at: fc.double({ min: 0, max: 1, noNaN: true }), method })
  .map(({ clean, junk, at, method: other }) => {
    const index = Math.floor(at * clean.target.length);
    const target = clean.target.slice(0, index) + junk + clean.target.slice(index);
    return { ...clean, kind: 'any' as const, method: at < 0.5 ? other : clean.method, target: withoutBreaks(target) };
  });

/** What would end the request line would make another request of it: those are for the specs of bad connections. */
function withoutBreaks(target: string): string {
  const bytes = Buffer.from(target, 'utf8')
    .toString('latin1')
    .replaceAll(/[\r\n ]/g, '');
  return bytes.startsWith('/') ? bytes : `/${bytes}`;
}

const query = fc.oneof(
  { arbitrary: fc.constant(''), weight: 4 },
  { arbitrary: fc.constantFrom(`?a=${CANARY}`, `?access_token=${CANARY}`, '?', '?&&=', '?callable=any'), weight: 2 },
);

const ROUTING_VALUES = {
  'X-Routing-Method': ['auto', 'internet', 'vpn', 'AUTO', 'tor', ''],
  'X-Routing-Fallback': ['allow', 'deny', 'maybe'],
  'X-Data-Classification': ['public', 'internal', 'cui', 'secret', ' cui ', CANARY],
  // None that anybody could be late for.
  'X-Request-Timeout-Ms': ['60000', '870001', '-1', '0x10', CANARY],
  'X-Request-ID': ['mine', `${CANARY}!`, 'a'.repeat(200)],
  'Content-Type': ['application/json', 'text/plain', 'application/json; charset=utf-8', ''],
  'Content-Encoding': ['identity', 'gzip'],
  Accept: ['text/event-stream', 'application/vnd.amazon.eventstream', '*/*', CANARY],
  Expect: ['100-continue', CANARY],
  Cookie: [`session=${CANARY}`],
  'X-Forwarded-For': [CANARY],
  'X-HTTP-Method-Override': ['DELETE'],
  'X-Amzn-Bedrock-Trace': ['ENABLED', CANARY],
} as const;

const knownHeader = fc
  .constantFrom(...(Object.keys(ROUTING_VALUES) as (keyof typeof ROUTING_VALUES)[]))
  .chain((name) => fc.constantFrom(...ROUTING_VALUES[name]).map((value) => [name, value] as const));

const strangeHeader = fc.tuple(
  fc.oneof(fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/), fc.constantFrom('X A', 'X\u0000', '', 'X-\u00e9', '__proto__')),
  fc.oneof(
    fc.constantFrom(CANARY, '', 'a\u0000b', 'a'.repeat(9_000)),
    fc.string({ unit: 'binary-ascii', maxLength: 20 }),
  ),
);

/** Lengths and connections are the sender's own business. */
const OWN = /^(?:content-length|transfer-encoding|connection|host|authorization|upgrade|te|trailer|keep-alive)$/i;
const headers = fc
  .array(fc.oneof({ arbitrary: knownHeader, weight: 5 }, { arbitrary: strangeHeader, weight: 1 }), { maxLength: 6 })
  .map((list) => list.filter(([name, value]) => !OWN.test(name) && !/[\r\n]/.test(value)));

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
const body = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    'null',
    '[]',
    `{"modelId":"${HAIKU}","body":"${CANARY}"}`,
    `{"body":{"prompt":"${CANARY}"}}`,
  ),
  fc.constantFrom(`{"modelId":"${CANARY}!","body":{}}`, '['.repeat(1_500), `"${CANARY}`, '{"a":1,"a":2}', '\u0000'),
  json,
  json.map((value) => `{"modelId":${value},"body":${value},"accept":${value}}`),
  fc.nat({ max: 200 }).map((cut) => ENVELOPE.slice(0, cut)),
  fc.constant(`{"modelId":"${HAIKU}","body":"${'x'.repeat(30_000)}"}`),
);

const token = fc.oneof(
  { arbitrary: fc.constantFrom('full' as const, 'narrow' as const, 'powerless' as const), weight: 3 },
  { arbitrary: fc.constantFrom(...TOKENS), weight: 1 },
);

/** Any request that can be sent over HTTP/1.1, near to what is served: far away everything is refused at the door. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc
  .record({
    place: fc.oneof({ arbitrary: cleanPlace, weight: 3 }, { arbitrary: crookedPlace, weight: 2 }),
    query,
    headers,
    body: fc.option(body, { nil: undefined, freq: 2 }),
    token,
    chunked: fc.boolean(),
  })
  .map(({ place: where, query: asked, body: other, ...rest }) => ({
    ...where,
    target: where.target + asked,
    body: where.method === 'GET' ? '' : (other ?? where.body),
    ...rest,
  }));
