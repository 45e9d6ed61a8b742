import { isIP } from 'node:net';
import type { LookupFunction, Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { isPrivateAddress } from './address-range.js';
import { stripBrackets } from './parse-endpoint.js';

/** The host has no address that a connection for private addresses may use. Only its code is looked at. */
class AddressNotPrivateError extends Error {
  readonly code = 'ERR_ADDRESS_NOT_PRIVATE';
}

/** A look-up that gives out private addresses only; it fails with `ERR_ADDRESS_NOT_PRIVATE` when none is left. */
export function keepPrivateAddresses(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error) return callback(error, []);
      const addresses = typeof found === 'string' ? [{ address: found, family: family ?? isIP(found) }] : found;
      const kept = addresses.filter(({ address }) => isPrivateAddress(address));
      return kept.length === 0 ? callback(new AddressNotPrivateError(), []) : callback(null, kept);
    });
  };
}

/**
 * A connector that fails with `ERR_ADDRESS_NOT_PRIVATE` for public hosts and sockets.
 *
 * Literal addresses never pass through a look-up, so they are checked before connecting; every socket is checked once
 * it is open, whatever led it there.
 */
export function refusePublicAddresses(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) => {
    const host = stripBrackets(target.hostname);
    if (isIP(host) !== 0 && !isPrivateAddress(host)) {
      queueMicrotask(() => callback(new AddressNotPrivateError(), null));
      return;
    }
    connect(target, (...result) => {
      if (result[0] !== null || hasPrivatePeer(result[1])) return callback(...result);
      result[1].destroy();
      return callback(new AddressNotPrivateError(), null);
    });
  };
}

function hasPrivatePeer(socket: Socket): boolean {
  return socket.remoteAddress !== undefined && isPrivateAddress(socket.remoteAddress);
}
