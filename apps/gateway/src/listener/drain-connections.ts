import type { Server } from 'node:http';

/** What else has to be done for a server whose connections are to end. */
const others = new WeakMap<Server, () => void>();

/** Has `drainConnections` do something more for this server: there are connections that it does not know as its own. */
export function onDrain(server: Server, drain: () => void): void {
  others.set(server, drain);
}

/**
 * Makes every answer from here on the last one of its connection, on connections that are open and on new ones: clients
 * look for somebody else, and find no connection cut under a request that they have just sent. The server goes on
 * listening: what stands in front of it gets an answer rather than a refused connection.
 */
export function drainConnections(server: Server): void {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  others.get(server)?.();
}
