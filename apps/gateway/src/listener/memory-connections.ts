import type { Socket } from 'node:net';
import { Duplex, duplexPair } from 'node:stream';

/** Who is at the other end of a connection, and where it came in. */
export interface Peer {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly remoteFamily: string | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
}

/** A connection that never leaves the process, for one request. */
export interface MemoryConnection {
  readonly clientSide: Duplex;
  /** Tells as its peer whoever is at the other end of the real connection. */
  readonly serverSide: Duplex & Peer;
}

/**
 * Nothing is read ahead: a side takes its next chunk when the last one is gone. A stalled reader stops the writer at
 * once, and what had arrived when a connection breaks is passed on: the end is seen behind it.
 */
const READ_AHEAD_BYTES = 1;

/** Opens connections in memory, and keeps them from being taken for idle ones. */
export class MemoryConnections {
  private areSpared = false;

  /** A client side that closes, for whatever reason, closes the server side at once. */
  open(peer: Peer): MemoryConnection {
    const [clientSide, serverSide] = duplexPair({ readableHighWaterMark: READ_AHEAD_BYTES });
    // Node's client ends its side when it has the answer, and Node's server then gives up one that it has not ended yet.
    // Where requests end is said by HTTP/1.1; the end of the connection is for the server to say.
    clientSide._final = (callback) => callback();
    clientSide.once('close', () => serverSide.destroy());
    const destroy = (error?: Error): Duplex =>
      this.areSpared ? serverSide : Duplex.prototype.destroy.call(serverSide, error);
    return { clientSide, serverSide: Object.assign(serverSide, peer, { destroy }) };
  }

  /**
   * Runs what destroys the idle connections of a server. Node takes a connection for idle when the application has
   * ended its answer, although not all of that has left; one of these carries a single request, and is never idle.
   */
  spareWhile(destroyIdle: () => void): void {
    this.areSpared = true;
    destroyIdle();
    this.areSpared = false;
  }
}

/** The facts about a socket, which are gone once it is closed. */
export function peerOf(socket: Socket): Peer {
  const { remoteAddress, remotePort, remoteFamily, localAddress, localPort } = socket;
  return { remoteAddress, remotePort, remoteFamily, localAddress, localPort };
}
