import { isLoopback } from './parse-endpoint.js';
import { UnfitValue } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** More than anybody has front ends; a longer list is a generated one that went wrong. */
const MOST_ORIGINS = 32;

/** Reads `GATEWAY_CORS_ORIGINS`: the web pages whose scripts may read answers. None by default. */
export function readCorsOrigins(variables: VariableReader): readonly string[] {
  return variables.withDefault('GATEWAY_CORS_ORIGINS', parseOrigins, []);
}

function parseOrigins(text: string): readonly string[] {
  const origins = text.split(',');
  if (origins.length <= MOST_ORIGINS && new Set(origins).size === origins.length && origins.every(isExactOrigin)) {
    return origins;
  }
  throw new UnfitValue('must list exact origins such as https://app.example, each once, separated by a comma');
}

/**
 * An origin in the very spelling that browsers send, for it is compared as text: so no `*`, no `null`, no slash behind
 * it. Plain HTTP is for pages of this machine. Source: WHATWG HTML, "ASCII serialization of an origin".
 */
function isExactOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.origin !== text || url.hostname.includes('*')) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}
