import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowOrigins } from './allow-origins.js';

const PAGE = 'https://app.example';
const app = express()
  .use(allowOrigins([PAGE, 'http://localhost:5173']))
  .use((_request, response) => void response.status(404).send('behind'));
const server = createServer(app);

/** By Node's own client: `fetch` sets what it takes for forbidden headers itself. */
async function ask(method: string, headers: OutgoingHttpHeaders) {
  const { port } = server.address() as AddressInfo;
  const asked = request({ port, host: '127.0.0.1', method, path: '/bedrock/invoke', headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  const cors = Object.entries(answer.headers).filter(([name]) => name.startsWith('access-control-'));
  return { status: answer.statusCode, vary: answer.headers.vary, cors: Object.fromEntries(cors) };
}

beforeAll(async () => void (await once(server.listen(0, '127.0.0.1'), 'listening')));
afterAll(() => void server.close());

describe('allowOrigins', () => {
  it.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'https://app.example:8443',
    'http://app.example',
    'https://APP.example',
    'https://app.example/',
    'https://app.example https://evil.example',
    'https://app.example, https://evil.example',
    'null',
    '*',
  ])('tells scripts of %s nothing, whether they ask first or not', async (origin) => {
    const preflight = { origin, 'access-control-request-method': 'POST' };
    expect(await ask('OPTIONS', preflight)).toEqual({ status: 404, vary: 'Origin', cors: {} });
    expect(await ask('POST', { origin })).toEqual({ status: 404, vary: 'Origin', cors: {} });
  });

  it('tells who comes without an origin nothing, and caches that others may be told more', async () => {
    expect(await ask('GET', {})).toEqual({ status: 404, vary: 'Origin', cors: {} });
  });

  it('answers a browser that asks first, for pages of the list', async () => {
    const { status, vary, cors } = await ask('OPTIONS', {
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-evil',
      'access-control-request-private-network': 'true',
    });
    expect([status, vary]).toEqual([204, 'Origin']);
    expect(cors).toEqual({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(
        /\bAuthorization, Content-Type, X-Data-Classification\b/,
      ) as string,
      'access-control-max-age': '600',
    });
    expect(cors['access-control-allow-headers']).not.toMatch(/evil|\*/);
  });

  it('lets scripts of the list read the answers, refusals included, with the headers that the gateway adds', async () => {
    const { status, cors } = await ask('POST', { origin: 'http://localhost:5173' });
    expect(status).toBe(404);
    expect(cors).toEqual({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-expose-headers': expect.stringMatching(
        /\bRetry-After, WWW-Authenticate\b.*\bX-Request-ID\b/,
      ) as string,
    });
  });

  it('passes an OPTIONS on that asks for nothing', async () => {
    expect(await ask('OPTIONS', { origin: PAGE })).toMatchObject({ status: 404 });
  });
});
