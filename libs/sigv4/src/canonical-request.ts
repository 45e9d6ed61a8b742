import { encodePath, encodeQuery } from './uri-encoding.js';

/** A request as it will go over the wire, without proof of who sends it. */
export interface RequestToSign {
  readonly method: string;
  /** `host[:port]`, as the `host` header will have it. */
  readonly host: string;
  /** In the encoding that goes over the wire, without dot segments or empty ones. */
  readonly path: string;
  /** As given, unencoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
}

/** What proxies may add or change, and so no signature covers. Source: the AWS SDKs, which sign all others. */
const UNSIGNED: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'connection',
  'expect',
  'from',
  'keep-alive',
  'max-forwards',
  'pragma',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
]);

/** The form of a request that is signed, and the names of the headers in it. */
export interface CanonicalRequest {
  readonly text: string;
  readonly signedHeaders: string;
}

/**
 * Writes a request in the one form that both sides sign.
 *
 * @param headers all of the request's, `host` and those of the signature included.
 * @param payloadHash SHA-256 of the body in lower-case hex.
 */
export function canonicalRequestOf(
  { method, path, query = {} }: Pick<RequestToSign, 'method' | 'path' | 'query'>,
  headers: Readonly<Record<string, string>>,
  payloadHash: string,
): CanonicalRequest {
  const names = Object.keys(headers).filter(isSigned).sort();
  const signedHeaders = names.join(';');
  let lines = '';
  for (const name of names) lines += `${name}:${trimmed(headers[name] ?? '')}\n`;
  const text = `${method}\n${encodePath(path)}\n${encodeQuery(query)}\n${lines}\n${signedHeaders}\n${payloadHash}`;
  return { text, signedHeaders };
}

function isSigned(name: string): boolean {
  return !UNSIGNED.has(name) && !name.startsWith('proxy-') && !name.startsWith('sec-');
}

const NEEDS_TRIMMING = /^[ \t]|[ \t]$|[ \t]{2}|\t/;

function trimmed(value: string): string {
  if (!NEEDS_TRIMMING.test(value)) return value;
  return value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
}
