import { membersOf, type JsonMembers } from '../config/parse-json-object.js';
import { isConnectionSpecific } from '../listener/connection-specific.js';
import { pairsOf, textOf } from './event-reader.js';

/** An HTTP request that came in as an event. */
export interface ProxyRequest {
  /** What stands in front, and answers have to be made for. */
  readonly source: 'api-gateway' | 'load-balancer';
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly target: string;
  /** Names and values, repeated ones included; without those that speak of a connection, and without a length. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly userArn?: string;
}

const METHOD = /^[A-Z]{3,16}$/;
const USER_ARN = /^arn:[\x21-\x7e]{1,2048}$/;
/** Source: RFC 9110, section 5.6.2. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What may stand in a path as it is; a percent sign stays what it was. Source: RFC 3986, section 3.3. */
const NOT_IN_PATH = /[^A-Za-z0-9._~:/@!$&'()*+,;=%-]/gu;
/** An ARN that is one segment to the router, which takes those of Bedrock's own paths as they are. */
const ARN_OF_CATALOGUE = /(?<=^(?:\/(?:v1|internet|vpn)){0,2}\/bedrock\/models\/)arn(?::|%3a).*$/i;
/** Said of a body by whoever carries it: the length is that of the body in hand, and nobody waits for a go-ahead. */
const SAID_ANEW: ReadonlySet<string> = new Set(['content-length', 'expect']);

/**
 * Reads the event of a proxy integration: of an API Gateway REST API (payload version 1.0), or of an Application Load
 * Balancer. Undefined for any other event.
 *
 * The path is the one without the stage. It stays encoded as it is: which bytes belong to an id is the router's to say.
 */
export function readProxyEvent(event: unknown): ProxyRequest | undefined {
  const fields = membersOf(event);
  const context = membersOf(fields?.get('requestContext'));
  const method = textOf(fields?.get('httpMethod'));
  const path = textOf(fields?.get('path'));
  if (!fields || !context || !method || !METHOD.test(method) || !path?.startsWith('/')) return undefined;
  const headers = headersOf(fields);
  const origin = membersOf(context.get('elb')) ? behindLoadBalancer(headers) : behindApiGateway(context);
  return {
    ...origin,
    method,
    target: encodePath(path) + queryOf(fields, origin.source),
    headers,
    body: bodyOf(fields),
  };
}

/**
 * The headers as a connection would have brought them. Some events have no host, e.g. those of the console's own test;
 * HTTP/1.1 demands one (RFC 9110, section 7.2).
 */
export function withHost({ headers }: Pick<ProxyRequest, 'headers'>): ProxyRequest['headers'] {
  return headers.some(([name]) => name.toLowerCase() === 'host') ? headers : [...headers, ['host', '']];
}

type Origin = Pick<ProxyRequest, 'source' | 'sourceIp' | 'userArn'>;

function behindApiGateway(context: JsonMembers): Origin {
  const identity = membersOf(context.get('identity'));
  const userArn = textOf(identity?.get('userArn'));
  const sourceIp = textOf(identity?.get('sourceIp')) ?? 'unknown';
  return { source: 'api-gateway', sourceIp, ...(userArn && USER_ARN.test(userArn) && { userArn }) };
}

/** The balancer adds the address that it sees behind what callers claim. */
function behindLoadBalancer(headers: ProxyRequest['headers']): Origin {
  const forwarded = headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value);
  const sourceIp = forwarded.at(-1)?.split(',').at(-1)?.trim();
  return { source: 'load-balancer', sourceIp: textOf(sourceIp) ?? 'unknown' };
}

function headersOf(fields: JsonMembers): ProxyRequest['headers'] {
  return pairsOf(fields.get('headers'), fields.get('multiValueHeaders'))
    .filter(([name]) => FIELD_NAME.test(name) && !isCarriersOwn(name.toLowerCase()))
    .map(([name, value]) => [name, toBytes(value)] as const);
}

function isCarriersOwn(name: string): boolean {
  return isConnectionSpecific(name) || SAID_ANEW.has(name);
}

/** HTTP/1.1 carries bytes, one per character; what is no byte goes as UTF-8, what would end the line as a space. */
function toBytes(value: string): string {
  const bytes = /[^\0-\xff]/u.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
  return bytes.replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}

/** Whether API Gateway decodes the slash of an ARN is not settled: here it is encoded again. */
function encodePath(path: string): string {
  const encoded = path.toWellFormed().replace(NOT_IN_PATH, encodeURIComponent);
  return encoded.replace(ARN_OF_CATALOGUE, (arn) => arn.replaceAll('/', '%2F'));
}

/** API Gateway hands parameters over decoded, a load balancer as they came. */
function queryOf(fields: JsonMembers, source: ProxyRequest['source']): string {
  const pairs = pairsOf(fields.get('queryStringParameters'), fields.get('multiValueQueryStringParameters'));
  const encode = (text: string): string =>
    source === 'api-gateway' ? encodeURIComponent(text.toWellFormed()) : text.replace(/[^\x21\x24-\x7e]/g, '');
  const query = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return query && `?${query}`;
}

function bodyOf(fields: JsonMembers): Buffer {
  const encoding = fields.get('isBase64Encoded') === true ? 'base64' : 'utf8';
  return Buffer.from(textOf(fields.get('body')) ?? '', encoding);
}
