import { deployedMode } from '../../lambda/deployed/deployed-mode.js';
import type { PerCallField, Target } from './conformance-client.js';
import type { Plain } from './plain-form.js';

/** What is known of a call, so that what belongs to that call alone can be told from what belongs to its answer. */
export interface Call {
  readonly target: Target;
  /** The ids that Bedrock and API Gateway gave to requests. One that neither gave stays what it is: a difference. */
  readonly requestIds: ReadonlySet<string>;
  readonly perCall: readonly PerCallField[];
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The keys under which clients show the headers of an answer. */
const HEADER_KEYS: ReadonlySet<string> = new Set(['headers', 'responseHeaders', 'HTTPHeaders']);

/** Headers that are no part of Bedrock's answer, and why. */
const HEADERS_APART: Readonly<Record<string, string>> = {
  date: 'the moment of the answer',
  connection: 'hop by hop',
  'keep-alive': 'hop by hop',
  'transfer-encoding': 'hop by hop',
  'cache-control': 'the gateway lets nobody keep an answer',
  'x-content-type-options': 'the gateway lets nobody guess at an answer',
  'content-security-policy': 'the gateway lets no browser take an answer for a page',
  'x-frame-options': 'the same, for old browsers',
  'cross-origin-resource-policy': 'nor load it as a part of one',
  'referrer-policy': 'nor tell others where it came from',
  'retry-after': "what the gateway advises on a 429 where Bedrock does not; Bedrock's own comes through",
  'x-request-id': "the gateway's id of the request",
  'x-routing-method': 'which way the gateway took',
  'x-routing-attempts': 'which ways the gateway tried',
  'x-source-partition': 'where the gateway stands',
  'x-destination-partition': 'where the gateway sent it',
  'x-upstream-request-id': "Bedrock's id once more, as API Gateway renames its own header",
};

/** The same for what API Gateway does to every answer: they count for the deployed shape only. */
const HEADERS_APART_DEPLOYED: Readonly<Record<string, string>> = {
  'content-length': 'a streamed answer has none',
  'x-amz-apigw-id': "API Gateway's longer id of the request",
  'x-amzn-remapped-x-amzn-requestid': "Bedrock's id, as API Gateway renames it",
};

/** What Node's `fetch` shows of the connection when it breaks. */
export const FETCH_SOCKET: PerCallField = {
  keys: ['cause', 'socket'],
  reason: 'ports and byte counts of a connection',
};

/** Puts a fixed word in place of what differs from call to call by its nature: ids, endpoints, times. */
export function mask(value: Plain, call: Call, path: readonly string[] = []): Plain {
  if (perCallField(value, call, path)) return `(per call: ${typeof value})`;
  if (typeof value === 'string') return maskText(value, call);
  if (Array.isArray(value)) return value.map((item: Plain) => mask(item, call, path));
  if (typeof value !== 'object' || value === null) return value;
  const showsHeaders = HEADER_KEYS.has(path.at(-1) ?? '');
  const isShown = (key: string, field: Plain): boolean =>
    !(showsHeaders && isApart(key.toLowerCase())) && perCallField(field, call, [...path, key])?.leftOut !== true;
  const fields = Object.entries(value).filter(([key, field]) => isShown(key, field));
  return Object.fromEntries(fields.map(([key, field]) => [key, mask(field, call, [...path, key])]));
}

function isApart(header: string): boolean {
  return header in HEADERS_APART || (deployedMode() !== undefined && header in HEADERS_APART_DEPLOYED);
}

function perCallField(value: Plain, call: Call, path: readonly string[]): PerCallField | undefined {
  return call.perCall.find((field) => isAt(field, path) && hasForm(field, value));
}

function isAt({ keys }: PerCallField, path: readonly string[]): boolean {
  return keys.every((key, index) => path.at(index - keys.length) === key);
}

function hasForm({ form }: PerCallField, value: Plain): boolean {
  return form === undefined || (typeof value === 'string' && form.test(value));
}

function maskText(text: string, { target, requestIds }: Call): string {
  return text
    .replaceAll(target.endpoint, '(endpoint)')
    .replaceAll(UUID, (id) => (requestIds.has(id) ? '(request id)' : id));
}
