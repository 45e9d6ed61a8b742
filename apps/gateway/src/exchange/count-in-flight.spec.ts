import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../config/gateway-config.js';
import { ShuttingDownError, TooManyInFlightError } from '../problems/errors.js';
import { countInFlight } from './count-in-flight.js';
import { openExchange } from './open-exchange.js';
import { RequestsInFlight } from './requests-in-flight.js';

describe('countInFlight, with room for two', () => {
  /** Answers that are under way, until a test ends them. */
  let open: Response[];
  let refusals: unknown[];
  let requests: RequestsInFlight;
  let server: Server;
  let url: string;

  beforeEach(async () => {
    [open, refusals] = [[], []];
    requests = new RequestsInFlight(loadGatewayConfig({ GATEWAY_MAX_IN_FLIGHT: '2' }));
    const app = express();
    const refuse = (error: unknown, _request: unknown, response: Response): void => {
      refusals.push(error);
      response.status(429).end();
    };
    app.use(openExchange, countInFlight(requests, refuse), (_request, response) => {
      open.push(response);
      response.write('.');
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ask = (path = '/model/x/invoke', init: RequestInit = {}): ReturnType<typeof fetch> => fetch(url + path, init);

  it('refuses the request above the limit at once, and does not count it', async () => {
    await Promise.all([ask(), ask()]);
    expect(requests.count).toBe(2);
    expect((await ask()).status).toBe(429);
    expect(refusals).toEqual([expect.any(TooManyInFlightError)]);
    expect(requests.count).toBe(2);
    expect(open).toHaveLength(2);
  });

  it.each(['', '/v1', '/internet', '/vpn', '/v1/internet', '/v1/vpn'])(
    'lets through what tells about the process, under %j',
    async (prefix) => {
      await Promise.all([ask(), ask()]);
      const paths = ['/health', '/health/ready', '/status', '/docs', '/docs/swagger-ui.css', '/openapi.json?x=y'];
      paths.push('/console', '/console/events');
      for (const path of paths) expect((await ask(prefix + path)).status).toBe(200);
      expect(refusals).toEqual([]);
      expect(requests.count).toBe(2);
    },
  );

  it.each(['/', '/healthy', '/health/', '/HEALTH', '/vpn/v1/health', '/x/status', '/bedrock/models', '/%73tatus'])(
    'counts %s as anything else',
    async (path) => {
      await Promise.all([ask(path), ask(path)]);
      expect(requests.count).toBe(2);
      expect((await ask(path)).status).toBe(429);
    },
  );

  it('has room again when an answer is over, be it whole or broken', async () => {
    await Promise.all([ask(), ask()]);
    const [first, second] = open.splice(0);
    first?.end();
    second?.destroy();
    for (const response of [first, second]) if (response?.closed === false) await once(response, 'close');
    expect(requests.count).toBe(0);
    expect((await ask()).status).toBe(200);
    expect(requests.count).toBe(1);
  });

  it('has room again when the caller has gone', async () => {
    const caller = new AbortController();
    await ask('/', { signal: caller.signal });
    const [response] = open;
    expect(requests.count).toBe(1);
    caller.abort();
    await (response && once(response, 'close'));
    expect(requests.count).toBe(0);
  });

  it('takes nothing new while shutting down, even if there is room, and lets go on what is at work', async () => {
    const answer = await ask();
    expect(requests.isDraining).toBe(false);
    requests.drain();
    expect(requests.isDraining).toBe(true);
    expect((await ask()).status).toBe(429);
    expect(refusals).toEqual([expect.any(ShuttingDownError)]);
    open[0]?.end('!');
    expect(await answer.text()).toBe('.!');
  });
});
