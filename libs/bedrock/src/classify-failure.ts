import { errors } from 'undici';
import { BedrockCallError } from './errors.js';
import type { FailureKind } from './errors.js';

type Verdict = readonly [kind: FailureKind, reason: string];

// Our own word for undici's parser errors: not all of them have a code.
const NOT_HTTP = 'NOT_HTTP';

// Codes of Node (dns, net, tls) and undici. What is in no list is a transport failure that nobody thought of.
const EXACT_CODES: ReadonlyMap<string, Verdict> = new Map([
  ['ENOTFOUND', ['unreachable', 'dns']],
  ['ENODATA', ['unreachable', 'dns']],
  ['ECONNREFUSED', ['unreachable', 'connection-refused']],
  ['EHOSTUNREACH', ['unreachable', 'no-route']],
  ['ENETUNREACH', ['unreachable', 'no-route']],
  ['EADDRNOTAVAIL', ['unreachable', 'no-route']],
  ['ETIMEDOUT', ['unreachable', 'connect-timeout']],
  ['UND_ERR_CONNECT_TIMEOUT', ['unreachable', 'connect-timeout']],
  ['ECONNRESET', ['unreachable', 'reset']],
  ['EPIPE', ['unreachable', 'reset']],
  ['UND_ERR_SOCKET', ['unreachable', 'reset']],
  ['UND_ERR_CLOSED', ['unreachable', 'connection-closed']],
  ['UND_ERR_DESTROYED', ['unreachable', 'connection-closed']],
  ['ERR_ADDRESS_NOT_PRIVATE', ['unreachable', 'address-not-private']],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ['unreachable', 'tls']],
  ['UNABLE_TO_GET_ISSUER_CERT', ['unreachable', 'tls']],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', ['unreachable', 'tls']],
  ['SELF_SIGNED_CERT_IN_CHAIN', ['unreachable', 'tls']],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', ['unreachable', 'tls']],
  ['EPROTO', ['unreachable', 'tls']],
  // Something did answer, but with more headers than Bedrock ever sends.
  ['UND_ERR_HEADERS_OVERFLOW', ['not-bedrock', 'headers-too-large']],
  [NOT_HTTP, ['not-bedrock', 'not-http']],
  // A header value that cannot be sent; nothing has left.
  ['UND_ERR_INVALID_ARG', ['bad-request', 'request-not-sendable']],
]);
const CODE_FAMILIES: readonly (readonly [prefix: string, verdict: Verdict])[] = [
  ['EAI_', ['unreachable', 'dns']],
  ['CERT_', ['unreachable', 'tls']],
  ['ERR_TLS_', ['unreachable', 'tls']],
  ['ERR_SSL_', ['unreachable', 'tls']],
];

/** Classifies what went wrong before the head of an answer was there. Decides by error codes only, never by text. */
export function classifyTransportFailure(error: unknown): BedrockCallError {
  const code = errorCode(error);
  const family = CODE_FAMILIES.find(([prefix]) => code.startsWith(prefix));
  const [kind, reason] = EXACT_CODES.get(code) ?? family?.[1] ?? (['unreachable', 'transport'] as const);
  return new BedrockCallError(kind, reason, { cause: safeCause(error) });
}

/** Classifies a body that broke off after its head had arrived: always `stream-broken`, whatever the transport says. */
export function classifyBrokenBody(error: unknown): BedrockCallError {
  const reason = errorCode(error) === NOT_HTTP ? 'malformed-body' : 'cut';
  return new BedrockCallError('stream-broken', reason, { cause: safeCause(error) });
}

/** What an aborted signal means: its reason is named `TimeoutError` when time ran out, else the caller has gone. */
export function classifyAbort(signal: AbortSignal): BedrockCallError {
  const reason: unknown = signal.reason;
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError';
  return isTimeout
    ? new BedrockCallError('timeout', 'deadline', { cause: reason })
    : new BedrockCallError('client-gone', 'aborted', { cause: reason });
}

// When several addresses were tried, Node wraps the failures; its own code is not always there.
function errorCode(error: unknown): string {
  if (error instanceof errors.HTTPParserError) return NOT_HTTP;
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : '';
}

// undici's parser errors carry the bytes that they could not parse: these must not reach a log by way of `cause`.
function safeCause(error: unknown): unknown {
  return errorCode(error) === NOT_HTTP ? new Error('The answer does not parse as HTTP/1.1') : error;
}
