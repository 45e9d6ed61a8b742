import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** Connections of a TLS listener that have not finished their handshake: the server itself does not count them. */
export interface Handshakes {
  /** Cuts them off. */
  destroy(): void;
}

/** The event by which a server hands over a connection that is ready for HTTP. */
export function readyEventOf(server: Server): 'connection' | 'secureConnection' {
  return server instanceof TlsServer ? 'secureConnection' : 'connection';
}

/** Keeps track of the handshakes of a listener. One without TLS has none. */
export function trackHandshakes(server: Server): Handshakes {
  const open = new Map<string, Socket>();
  if (readyEventOf(server) === 'secureConnection') {
    server.on('connection', (socket: Socket) => {
      const peer = peerKeyOf(socket);
      open.set(peer, socket);
      socket.once('close', () => open.delete(peer));
    });
    // Another object, of the same peer.
    server.prependListener('secureConnection', (socket: Socket) => open.delete(peerKeyOf(socket)));
  }
  return { destroy: () => open.forEach((socket) => socket.destroy()) };
}

function peerKeyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
