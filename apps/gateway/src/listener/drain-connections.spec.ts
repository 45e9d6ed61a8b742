import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drainConnections, onDrain } from './drain-connections.js';

describe('drainConnections', () => {
  let server: Server;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('.'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** How the server says that a connection goes on, or does not. */
  async function connectionHeader(): Promise<string | undefined> {
    const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await text(response);
    return response.headers.connection;
  }

  it('makes each answer the last one of its connection, on open connections and on new ones', async () => {
    expect(await connectionHeader()).toBe('keep-alive');
    drainConnections(server);
    expect(await connectionHeader()).toBe('close');
    expect(await connectionHeader()).toBe('close');
    expect(server.listening).toBe(true);
  });

  it('does for its own server what else there is to do', () => {
    const [own, other] = [vi.fn<() => void>(), vi.fn<() => void>()];
    onDrain(server, own);
    onDrain(createServer(), other);
    drainConnections(server);
    expect([own.mock.calls.length, other.mock.calls.length]).toEqual([1, 0]);
  });
});
