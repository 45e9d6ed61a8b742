import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post, request } from '../support/post.js';
import { converse, headOf } from '../support/raw-connection.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();
let token: string;
beforeAll(async () => {
  token = await system.token();
});
beforeEach(() => system.sandbox.forgetRequests());

/** Nearly a documented path. Whatever stands in front of the gateway may read them otherwise; here they are nothing. */
const NEARLY = [
  '/VPN/bedrock/invoke',
  '/Vpn/bedrock/invoke',
  '/INTERNET/bedrock/invoke',
  '/V1/vpn/bedrock/invoke',
  '/vpn/Bedrock/Invoke',
  '//vpn/bedrock/invoke',
  '///vpn/bedrock/invoke',
  '/vpn//bedrock/invoke',
  '/vpn/bedrock//invoke',
  '/vpn/bedrock/invoke/',
  '/bedrock/invoke//',
  '/vpn%2Fbedrock/invoke',
  '/vpn/bedrock%2Finvoke',
  '/%2Fvpn/bedrock/invoke',
  '/%76pn/bedrock/invoke',
  '/vpn/bedrock/%69nvoke',
  '/vpn/bedrock/invoke%20',
  '/vpn/bedrock/invoke%00',
  '/vpn/bedrock/invoke;x=y',
  '/vpn;x=y/bedrock/invoke',
  '/vpn/bedrock/invoke.json',
  '/./vpn/bedrock/invoke',
  '/internet/../vpn/bedrock/invoke',
  '/internet/%2e%2e/vpn/bedrock/invoke',
  '/internet/..%2Fvpn/bedrock/invoke',
  '/vpn\\bedrock\\invoke',
  '/vpn\\bedrock\\invoke#',
  // Node's old URL parser gives up on it, and so does Express, before it calls anybody.
  '/\\vpn#@%2F/bedrock/invoke',
  'http://example.com/vpn\\bedrock\\invoke',
  '/vpn/bedrock/invoke#/internet',
  '/vpn/vpn/bedrock/invoke',
  '/vpn/internet/bedrock/invoke',
  '/internet/v1/bedrock/invoke',
  '/v1/v1/bedrock/invoke',
  '/v2/bedrock/invoke',
  '/auto/bedrock/invoke',
  '/xvpn/bedrock/invoke',
  '/vpnx/bedrock/invoke',
  '/%zz/bedrock/invoke',
];

describe('a path that is only nearly a documented one', () => {
  it.each(NEARLY)('%s leads nowhere, with a token that grants everything', async (path) => {
    // By hand: an HTTP client would tidy some of them up.
    const body = JSON.stringify(HELLO);
    const head = headOf(path, token, [`Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close']);
    const answer = await converse(system.url, `${head}${body}`);
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(answer).toMatch(/^x-amzn-errortype: UnknownOperationException\r$/im);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('in absolute form counts by its path, whatever host it names', async () => {
    const body = JSON.stringify(HELLO);
    const lines = [`Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'];
    const head = headOf('http://example.com/internet/bedrock/invoke?/vpn/', token, lines);
    expect(await converse(system.url, `${head}${body}`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(system.sandbox.exchanges('internet')).toHaveLength(1);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('is not told by its query', async () => {
    const response = await post(
      system,
      '/vpn/bedrock/invoke?x=/internet/bedrock/invoke&X-Routing-Method=internet',
      HELLO,
    );
    expect(response.headers.get('x-routing-method')).toBe('vpn');
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

describe('what is no operation is a 404 in the documented shape', () => {
  it.each(['/', '/nothing', '/vpn', '/v1', '/bedrock', '/vpn/nothing', '/favicon.ico', '/.env', '/bedrock/models/a/b'])(
    'GET %s',
    async (path) => {
      const { error } = await expectProblem(await get(system, path), 404, 'UnknownOperationException');
      expect(error).toEqual({
        type: 'UnknownOperationException',
        message: 'No such operation',
        retryable: false,
        details: {},
      });
    },
  );

  it.each([
    ['GET', '/bedrock/invoke'],
    ['PUT', '/bedrock/invoke'],
    ['DELETE', '/vpn/bedrock/invoke'],
    ['PATCH', '/internet/bedrock/invoke-stream'],
    ['OPTIONS', '/bedrock/invoke'],
    ['POST', '/bedrock/models'],
    ['DELETE', '/bedrock/models/us.amazon.nova-premier-v1:0'],
    ['POST', '/health'],
    ['POST', '/status'],
    ['PUT', '/faults'],
  ])('%s %s', async (method, path) => {
    const response = await request(system, path, { method, headers: { authorization: `Bearer ${token}` } });
    await expectProblem(response, 404, 'UnknownOperationException');
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });

  it('without a token, too: which paths there are is no secret', async () => {
    const { error } = await expectProblem(await request(system, '/nothing'), 404, 'UnknownOperationException');
    expect(error.details).toEqual({});
  });

  it.each([
    'OPTIONS * HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n',
    'PURGE /bedrock/invoke HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n',
    'TRACE /bedrock/invoke HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n',
    'HEAD /bedrock/invoke HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n',
  ])('%j', async (bytes) => {
    const answer = await converse(system.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(answer).toMatch(/^x-amzn-errortype: UnknownOperationException\r$/im);
    expect(answer).not.toMatch(/<html/i);
  });

  it('leaves no record: nothing was asked for that could be put on one', async () => {
    const before = (await system.records()).length;
    await get(system, '/nothing');
    expect(await system.records()).toHaveLength(before);
  });
});
