import { isIP } from 'node:net';
import { addressRange } from './address-range.js';

/**
 * Reads an endpoint: `https://host[:port]`, or plain `http://` for a loopback host. No path, query or user.
 *
 * @returns undefined for anything else, so that each caller can say in its own words what was wrong.
 */
export function parseEndpoint(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.href !== `${url.origin}/`) return undefined;
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isAllowed ? url : undefined;
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost') return true;
  const address = stripBrackets(hostname);
  return isIP(address) !== 0 && addressRange(address) === 'loopback';
}

/** A host as sockets want it: IPv6 addresses stand in brackets in a URL. */
export function stripBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
