import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { ConnectionOptions } from './connection-options.js';
import { keepPrivateAddresses, refusePublicAddresses } from './private-addresses-only.js';

// Finds out about a cut tunnel under a silent stream. Well below the idle timeouts of NAT gateways and firewalls.
const TCP_KEEP_ALIVE_AFTER_MS = 15_000;
// A VPC endpoint has an address per zone: with a dead zone, the next address still gets its share of the time.
const ADDRESSES_PER_TIMEOUT = 3;
const MIN_ADDRESS_TIMEOUT_MS = 250;

/**
 * Builds what opens a pool's sockets: TLS 1.2 or later, certificates always verified, HTTP/1.1.
 *
 * With `privateAddressesOnly`, the addresses that DNS gave are filtered before anything is sent, the socket connects to
 * one of those that are left (no second look-up in between; SNI and `Host` stay the host's name), and the address it
 * ended up with is checked again.
 */
export function createConnector(
  options: Pick<ConnectionOptions, 'privateAddressesOnly' | 'connectTimeoutMs'>,
  lookup: LookupFunction = systemLookup,
): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    timeout: options.connectTimeoutMs,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_AFTER_MS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(
      MIN_ADDRESS_TIMEOUT_MS,
      Math.trunc(options.connectTimeoutMs / ADDRESSES_PER_TIMEOUT),
    ),
    lookup: options.privateAddressesOnly ? keepPrivateAddresses(lookup) : lookup,
  });
  return options.privateAddressesOnly ? refusePublicAddresses(connect) : connect;
}
