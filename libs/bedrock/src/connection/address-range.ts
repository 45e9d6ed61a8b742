import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

// RFC 1918, RFC 4193 (fc00::/7) and loopback. Everything else, link-local and "this host" (0.0.0.0) included, is not.
const PRIVATE_RANGES = new Set(['loopback', 'private', 'uniqueLocal']);

/** The kind of address, in the words of `ipaddr.js`; `not-an-address` for text that Node would not connect to as such. */
export function addressRange(address: string): string {
  // `ipaddr.js` alone also takes shorthand like `127.1`. An IPv4 address in IPv6 clothes counts as what is inside.
  return isIP(address) === 0 ? 'not-an-address' : ipaddr.process(address).range();
}

/** True for addresses that cannot be outside: loopback and private networks. An allow-list. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE_RANGES.has(addressRange(address));
}
