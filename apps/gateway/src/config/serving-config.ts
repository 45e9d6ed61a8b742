import { isIP } from 'node:net';
import { readCallerLimits, type CallerLimitsConfig } from './caller-limits-config.js';
import { UnfitValue, wholeNumber } from './parse-value.js';
import { readTls, type TlsConfig } from './tls-config.js';
import type { VariableReader } from './variable-reader.js';

/** Where `main.ts` listens. */
export interface ListenConfig {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Unset: plain HTTP, for whoever has something in front that speaks TLS. */
  readonly tls?: TlsConfig;
}

/** What one process takes on. */
export interface LimitsConfig {
  /** Longest time for one request, and its time where the caller names none. */
  readonly requestTimeoutMs: number;
  readonly maxInFlight: number;
  /** Open connections of the HTTP listener; one more is closed unread. */
  readonly maxConnections: number;
  readonly maxBodyBytes: number;
  /** The most tokens that a request may ask a model for. Undefined: as many as the model gives. */
  readonly maxOutputTokens: number | undefined;
  /** Requests at work when the process is told to end get this long to end. */
  readonly drainTimeoutMs: number;
  /** What one caller may have of all this. */
  readonly caller: CallerLimitsConfig;
}

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

/** Lambda ends a function after 15 minutes; 870 s leave it half a minute for the end of the audit record. */
const MOST_REQUEST_TIMEOUT_MS = 900_000;

/** Bedrock's own limit for the body of `InvokeModel`. Source: Bedrock API reference. */
const MOST_BODY_BYTES = 25_000_000;

/** More than any model gives; a longer number is a typing mistake. */
const MOST_OUTPUT_TOKENS = 10_000_000;

/** Reads `PORT`, `HOST` and the `GATEWAY_TLS_*` variables. */
export function readListen(variables: VariableReader): ListenConfig {
  const tls = readTls(variables);
  return {
    ...(tls !== undefined && { tls }),
    port: variables.withDefault('PORT', wholeNumber(0, 65_535), 3_000),
    host: variables.withDefault('HOST', parseHost, '127.0.0.1'),
  };
}

/** Reads the limits on time, concurrency, size and output. */
export function readLimits(variables: VariableReader): LimitsConfig {
  const requestTimeoutMs = wholeNumber(1, MOST_REQUEST_TIMEOUT_MS);
  const maxBodyBytes = wholeNumber(1, MOST_BODY_BYTES);
  // Containers are killed 30 s after they were told to end: what is cut off, and the audit, take up to 9 s.
  const drainTimeoutMs = wholeNumber(0, MOST_REQUEST_TIMEOUT_MS);
  const maxInFlight = variables.withDefault('GATEWAY_MAX_IN_FLIGHT', wholeNumber(1, 65_536), 512);
  return {
    requestTimeoutMs: variables.withDefault('GATEWAY_REQUEST_TIMEOUT_MS', requestTimeoutMs, 870_000),
    maxInFlight,
    maxConnections: variables.withDefault('GATEWAY_MAX_CONNECTIONS', wholeNumber(1, 65_536), 4_096),
    maxBodyBytes: variables.withDefault('GATEWAY_MAX_BODY_BYTES', maxBodyBytes, MOST_BODY_BYTES),
    maxOutputTokens: variables.optional('GATEWAY_MAX_OUTPUT_TOKENS', wholeNumber(1, MOST_OUTPUT_TOKENS)),
    drainTimeoutMs: variables.withDefault('GATEWAY_DRAIN_TIMEOUT_MS', drainTimeoutMs, 20_000),
    caller: readCallerLimits(variables, maxInFlight),
  };
}

function parseHost(text: string): string {
  if (isIP(text) !== 0 || HOST_NAME.test(text)) return text;
  throw new UnfitValue('must be a host name or an IP address');
}
