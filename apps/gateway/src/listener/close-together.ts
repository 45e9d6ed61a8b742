import type { Server } from 'node:http';

/** Connections that a server accepted, and does not know. */
export interface Connections {
  /** Takes nothing new: closes what is idle at once, everything else when it has ended. */
  close(): void;
  closeIdle(): void;
  /** Cuts off everything. */
  destroy(): void;
  /** Calls what makes the server itself destroy its idle connections. */
  whileServerClosesIdle(close: () => void): void;
}

/**
 * Makes a server's own ways to close count for more connections: whoever closes it (Nest, a signal, a test) need not know
 * of them.
 */
export function closeTogether(server: Server, connections: Connections): void {
  const close = server.close.bind(server);
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  const closeAllConnections = server.closeAllConnections.bind(server);
  server.close = (onClosed) => {
    connections.close();
    return close(onClosed);
  };
  server.closeIdleConnections = () => {
    connections.closeIdle();
    connections.whileServerClosesIdle(closeIdleConnections);
  };
  server.closeAllConnections = () => {
    connections.destroy();
    closeAllConnections();
  };
}
