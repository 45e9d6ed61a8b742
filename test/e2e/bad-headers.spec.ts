import { beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { converse, headOf } from '../support/raw-connection.js';
import { NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

const METHOD_RULE = 'must be auto, internet or vpn';
const FALLBACK_RULE = 'must be allow or deny';
const TIMEOUT_RULE = 'must be a whole number of milliseconds, 1 to 999999999';
const CLASS_RULE = 'must be the name of a data class';

const JUNK: readonly [name: string, value: string, rule: string][] = [
  ['X-Routing-Method', '', METHOD_RULE],
  ['X-Routing-Method', 'VPN', METHOD_RULE],
  ['X-Routing-Method', 'tunnel', METHOD_RULE],
  ['X-Routing-Method', 'vpn,internet', METHOD_RULE],
  ['X-Routing-Method', 'vpn, vpn', METHOD_RULE],
  ['X-Routing-Method', 'vpn;q=1', METHOD_RULE],
  ['X-Routing-Method', 'constructor', METHOD_RULE],
  ['X-Routing-Fallback', '', FALLBACK_RULE],
  ['X-Routing-Fallback', 'true', FALLBACK_RULE],
  ['X-Routing-Fallback', 'Deny', FALLBACK_RULE],
  ['X-Routing-Fallback', 'deny, allow', FALLBACK_RULE],
  ['X-Routing-Fallback', 'toString', FALLBACK_RULE],
  ['X-Request-Timeout-Ms', '', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '0', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '-1', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '1.5', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '1e3', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '0x10', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '30s', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', 'Infinity', TIMEOUT_RULE],
  ['X-Request-Timeout-Ms', '9'.repeat(400), TIMEOUT_RULE],
  ['X-Data-Classification', '', CLASS_RULE],
  ['X-Data-Classification', 'cui, public', CLASS_RULE],
  ['X-Data-Classification', 'c u i', CLASS_RULE],
  ['X-Data-Classification', '<script>', CLASS_RULE],
  ['X-Data-Classification', 'c'.repeat(65), CLASS_RULE],
  ['X-Data-Classification', 'secret', 'is not a known data class'],
  ['X-Data-Classification', 'CUI', 'is not a known data class'],
  ['X-Data-Classification', 'constructor', 'is not a known data class'],
  ['X-Data-Classification', '__proto__', 'is not a known data class'],
];

describe('a routing header that is wrong is named, and nothing is sent', () => {
  it.each(JUNK)('%s: %s', async (name, value, rule) => {
    const response = await post(system, '/bedrock/invoke', HELLO, { headers: { [name]: value } });
    const { error } = await expectProblem(response, 400, 'ValidationException');
    expect(error.details).toEqual({ [name]: rule });
    await expectNothingSent(response, { statusCode: 400, errorType: 'ValidationException' });
  });

  it('all of them at once', async () => {
    const headers = {
      'x-routing-method': 'x',
      'x-routing-fallback': 'x',
      'x-request-timeout-ms': 'x',
      'x-data-classification': ' x x ',
    };
    const { error } = await expectProblem(
      await post(system, '/v1/bedrock/invoke-stream', HELLO, { headers }),
      400,
      'ValidationException',
    );
    expect(error.details).toEqual({
      'X-Routing-Method': METHOD_RULE,
      'X-Routing-Fallback': FALLBACK_RULE,
      'X-Request-Timeout-Ms': TIMEOUT_RULE,
      'X-Data-Classification': CLASS_RULE,
    });
  });

  it('one that is sent twice, although either would do', async () => {
    const lines = ['X-Routing-Method: vpn', 'X-Routing-Method: vpn', 'Content-Length: 0', 'Connection: close'];
    const answer = await converse(system.url, headOf('/bedrock/invoke', await system.token(), lines));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(`"details":{"X-Routing-Method":"${METHOD_RULE}"}`);
  });

  it('on the paths that list models, too', async () => {
    const response = await get(system, '/bedrock/models', { headers: { 'x-routing-method': 'x' } });
    const { error } = await expectProblem(response, 400, 'ValidationException');
    expect(error.details).toEqual({ 'X-Routing-Method': METHOD_RULE });
    await expectNothingSent(response, { statusCode: 400 });
  });
});

describe('a header that disagrees with the path is refused', () => {
  it.each([
    ['/internet', 'vpn'],
    ['/v1/internet', 'vpn'],
    ['/internet', 'auto'],
    ['/vpn', 'internet'],
    ['/v1/vpn', 'internet'],
    ['/vpn', 'auto'],
  ])('%s with X-Routing-Method: %s', async (prefix, method) => {
    const headers = { 'x-routing-method': method };
    const response = await post(system, `${prefix}/bedrock/invoke`, HELLO, { headers });
    const { error } = await expectProblem(response, 400, 'ValidationException');
    expect(error.details).toEqual({ 'X-Routing-Method': 'disagrees with the path' });
    await expectNothingSent(response, { requestedRoute: prefix.includes('vpn') ? 'vpn' : 'internet' });
  });

  it.each([
    ['/internet', 'internet', 'internet'],
    ['/v1/vpn', 'vpn', 'vpn'],
    ['', 'vpn', 'vpn'],
    ['/v1', 'vpn', 'vpn'],
    ['/v1', 'internet', 'internet'],
    ['', 'auto', 'internet'],
  ])('but "%s" with X-Routing-Method: %s goes by %s', async (prefix, method, route) => {
    const response = await post(system, `${prefix}/bedrock/invoke`, HELLO, { headers: { 'x-routing-method': method } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: `${route}:ok`, method: route });
    expect(await system.recordOf(response)).toMatchObject({ requestedRoute: method, routingMethod: route });
  });
});

describe('a request id of the caller', () => {
  it.each(['a', 'A-1_b.c', 'x'.repeat(128)])('is recorded and echoed, and no key: %s', async (id) => {
    const response = await post(system, '/bedrock/invoke', HELLO, { headers: { 'x-request-id': id } });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-client-request-id')).toBe(id);
    expect(response.headers.get('x-request-id')).not.toBe(id);
    expect(await system.recordOf(response)).toMatchObject({ clientRequestId: id });
  });

  it.each(['', 'a b', 'a/b', 'a,b', 'a\u00e9', '${jndi:x}', 'x'.repeat(129)])(
    'that is malformed is ignored: %s',
    async (id) => {
      const response = await post(system, '/bedrock/invoke', HELLO, { headers: { 'x-request-id': id } });
      expect(response.status).toBe(200);
      expect(response.headers.has('x-client-request-id')).toBe(false);
      expect(await system.recordOf(response)).not.toHaveProperty('clientRequestId');
    },
  );
});

async function expectNothingSent(response: Response, record: object): Promise<void> {
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  expect(await system.recordOf(response)).toMatchObject({ ...record, outcome: 'refused', success: false });
}
