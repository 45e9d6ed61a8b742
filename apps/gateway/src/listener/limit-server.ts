import type { Server } from 'node:http';

/** Headers and request line together, as Node has them by default; no command line of the process changes it. */
export const MAX_HEADER_BYTES = 16_384;

/** From the first byte of a connection, or the end of the answer before, to the end of a head. */
const HEAD_TIMEOUT_MS = 20_000;
/** A whole request, its body included. What it may take to be answered is not the server's to say. */
const REQUEST_TIMEOUT_MS = 300_000;
/** How often it is looked who is over one of the two. */
const LOOK_INTERVAL_MS = 2_000;

/** What may be set of it. */
export interface ServerLimits {
  /** Open connections; one more is closed unread. */
  readonly maxConnections: number;
}

/**
 * Bounds what anybody may have of a server before it is known who they are. To be called before it listens.
 *
 * All headers are kept, for Node drops those above a number without a word, and a data class that vanishes is a request
 * that takes another way: `checkHead` counts them. A missing `Host` is left to it as well, for Node has no words for that
 * either.
 */
export function limitServer(server: Server, { maxConnections }: ServerLimits): void {
  Object.assign(server, {
    maxConnections,
    headersTimeout: HEAD_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: LOOK_INTERVAL_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    maxHeadersCount: 0,
    insecureHTTPParser: false,
    requireHostHeader: false,
  });
}
