import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { carryStream } from './carry-stream.js';
import { closeTogether } from './close-together.js';
import { onDrain } from './drain-connections.js';
import { Http2Session } from './http2-session.js';
import { MemoryConnections, peerOf } from './memory-connections.js';
import { readyEventOf, trackHandshakes } from './tls/handshakes.js';
import { UnknownConnections } from './unknown-connections.js';

/**
 * Makes an HTTP/1.1 server take HTTP/2 on the same port: without TLS by "prior knowledge", with TLS as agreed upon (ALPN),
 * where it begins with the same words. Each HTTP/2 stream becomes one HTTP/1.1 request to the same server, inside the
 * process: the application sees nothing else, and the server's limits on headers and time hold for both.
 *
 * Call it once, before the server listens. The server's own `close`, `closeIdleConnections` and `closeAllConnections`
 * count for both protocols from then on.
 *
 * @example
 * acceptHttp2(app.getHttpServer());
 * await app.listen(port, host);
 */
export function acceptHttp2(server: Server): void {
  const acceptHttp1 = takeConnectionListeners(server);
  const memory = new MemoryConnections();
  const unknown = new UnknownConnections();
  const handshakes = trackHandshakes(server);
  const sessions = new Set<Http2Session>();
  let isDraining = false;

  const acceptSession = (socket: Socket): void => {
    const peer = peerOf(socket);
    const connect = () => {
      const connection = memory.open(peer);
      acceptHttp1(connection.serverSide);
      return connection;
    };
    const session = new Http2Session(socket, server.keepAliveTimeout, (stream, rawHeaders) => {
      carryStream(stream, rawHeaders, connect);
      // Its answer, too, is the last one of its connection.
      if (isDraining) session.close();
    });
    sessions.add(session);
    socket.once('close', () => sessions.delete(session));
  };

  server.on(readyEventOf(server), (socket: Socket) => {
    unknown.settle(socket, server.headersTimeout, (protocol) => {
      if (protocol === 'http2') acceptSession(socket);
      else acceptHttp1(socket);
    });
  });

  onDrain(server, () => {
    isDraining = true;
    sessions.forEach((session) => session.close());
  });
  const closeUnknown = (): void => {
    unknown.destroy();
    handshakes.destroy();
  };
  closeTogether(server, {
    close: () => sessions.forEach((session) => session.close()),
    closeIdle: () => {
      sessions.forEach((session) => session.closeIfIdle());
      closeUnknown();
    },
    destroy: () => {
      sessions.forEach((session) => session.destroy());
      closeUnknown();
    },
    whileServerClosesIdle: (close) => memory.spareWhile(close),
  });
}

/** Whatever was to see a new connection sees it when its protocol is known. */
function takeConnectionListeners(server: Server): (connection: Duplex) => void {
  const event = readyEventOf(server);
  const listeners = server.listeners(event);
  server.removeAllListeners(event);
  return (connection) => listeners.forEach((listener) => Reflect.apply(listener, server, [connection]));
}
