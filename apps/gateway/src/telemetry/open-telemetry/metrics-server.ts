import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MetricsPortError } from '../metrics-port.error.js';

/** Where it listens. With port 0 the system chooses one. */
export interface MetricsPlace {
  readonly port: number;
  readonly host: string;
}

/** Whoever asks for metrics does so every few seconds, over one connection. */
const MOST_CONNECTIONS = 16;
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * The port that Prometheus asks at: `GET /metrics` and nothing else, apart from the gateway's own port so that no caller
 * gets there. It has no TLS and no token: it is for loopback addresses and for networks that are trusted.
 *
 * @throws {MetricsPortError} if the port cannot be had.
 * @example
 * await using server = await openMetricsServer({ port: 9464, host: '127.0.0.1' }, writeMetrics);
 */
export async function openMetricsServer(place: MetricsPlace, write: RequestListener): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    request.resume();
    if (request.url !== '/metrics') response.writeHead(404).end();
    else if (request.method !== 'GET') response.writeHead(405, { allow: 'GET' }).end();
    else write(request, response.setHeader('cache-control', 'no-store'));
  });
  server.maxConnections = MOST_CONNECTIONS;
  // A gateway that cannot start for another reason must not stay for this.
  server.listen(place).unref();
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new MetricsPortError(error);
  }
  return server;
}

/** The port that it really listens on. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
