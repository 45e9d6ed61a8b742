import { isConnectionSpecific } from './connection-specific.js';

/** The head of a request as HTTP/1.1 writes it. */
export interface Http1Request {
  readonly method: string;
  /** Byte for byte what the caller sent: nothing is decoded, encoded or normalized. */
  readonly path: string;
  /** Names and values by turns, in the order in which they came, repeated ones included. */
  readonly headers: string[];
}

/** The fields of a request: those that HTTP/2 puts in front, and all others. */
interface Fields {
  readonly pseudo: ReadonlyMap<string, string>;
  readonly regular: readonly (readonly [name: string, value: string])[];
}

const PSEUDO_FIELDS: ReadonlySet<string> = new Set([':method', ':scheme', ':authority', ':path']);
const SCHEMES: ReadonlySet<string> = new Set(['http', 'https']);
/** Methods are case-sensitive (RFC 9110, section 9.1); Node's client would write others in capitals. */
const METHOD = /^[A-Z][A-Z-]*$/;
/** Origin form without anything that could end the request line. */
const PATH = /^\/[\x21-\x7e\x80-\xff]*$/;
/** Source: RFC 9110, section 5.6.2, without capitals, which HTTP/2 does not have. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** Source: RFC 9110, section 5.5. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Translates the head of an HTTP/2 request. Whether a body follows must be known: without a length, HTTP/1.1 needs chunks
 * then, or the body would be read as another request.
 *
 * Undefined if HTTP/1.1 cannot say it, or if two readers could understand it in two ways. nghttp2 refuses most of that
 * before; it is not relied on.
 */
export function toHttp1Request(rawHeaders: readonly string[], hasBody: boolean): Http1Request | undefined {
  const fields = readFields(rawHeaders);
  if (fields === undefined) return undefined;
  const method = fields.pseudo.get(':method') ?? '';
  const path = fields.pseudo.get(':path') ?? '';
  if (!SCHEMES.has(fields.pseudo.get(':scheme') ?? '')) return undefined;
  // A tunnel is nothing that this server offers.
  if (!METHOD.test(method) || method === 'CONNECT') return undefined;
  if (!PATH.test(path) && !(path === '*' && method === 'OPTIONS')) return undefined;
  const headers = toHeaders(fields, hasBody);
  return headers && { method, path, headers };
}

function readFields(rawHeaders: readonly string[]): Fields | undefined {
  const pseudo = new Map<string, string>();
  const regular: (readonly [string, string])[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!FIELD_VALUE.test(value)) return undefined;
    if (PSEUDO_FIELDS.has(name) && !pseudo.has(name)) pseudo.set(name, value);
    else if (FIELD_NAME.test(name)) regular.push([name, value]);
    else return undefined;
  }
  return { pseudo, regular };
}

function toHeaders(fields: Fields, hasBody: boolean): string[] | undefined {
  const hosts = valuesOf(fields, 'host');
  const lengths = valuesOf(fields, 'content-length');
  const host = fields.pseudo.get(':authority') ?? hosts[0];
  // Nobody may see another host, or another end of the body, than we do.
  if (hosts.some((other) => other !== host) || hosts.length > 1 || lengths.length > 1) return undefined;
  // A server would wait for a body that never comes.
  if (!hasBody && lengths.some((length) => length !== '0')) return undefined;
  const cookies = valuesOf(fields, 'cookie');
  return [
    ...(host === undefined ? [] : ['host', host]),
    ...fields.regular.filter(([name]) => !isSetApart(name)).flat(),
    // HTTP/2 may send the crumbs one by one. Source: RFC 9113, section 8.2.3.
    ...(cookies.length === 0 ? [] : ['cookie', cookies.join('; ')]),
    ...(hasBody && lengths.length === 0 ? ['transfer-encoding', 'chunked'] : []),
    // One request per connection: whatever came behind it would be refused, never read as a second one.
    'connection',
    'close',
  ];
}

function valuesOf({ regular }: Fields, wanted: string): string[] {
  return regular.filter(([name]) => name === wanted).map(([, value]) => value);
}

function isSetApart(name: string): boolean {
  return name === 'host' || name === 'cookie' || isConnectionSpecific(name);
}
