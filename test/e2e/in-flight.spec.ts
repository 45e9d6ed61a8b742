import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { callNative, CONVERSE, CONVERSE_STREAM } from '../support/native-calls.js';
import { get, post, request, type PostOptions } from '../support/post.js';
import { RawConnection, headOf } from '../support/raw-connection.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem({ env: { GATEWAY_MAX_IN_FLIGHT: '1' } });
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

/** A request that the model has, and does not answer before the fault is cleared. */
async function hold(options: PostOptions = {}): Promise<{ readonly answer: Promise<Response> }> {
  await system.sandbox.faults.set('internet', { fault: 'stall' });
  const answer = post(system, '/internet/bedrock/invoke', HELLO, options);
  await expect.poll(() => system.sandbox.exchanges('internet').length).toBe(1);
  return { answer };
}

async function expectThrottled(response: Response, routingMethod: string): Promise<void> {
  const document = await expectProblem(response, 429, 'ThrottlingException');
  expect(response.headers.get('retry-after')).toBe('1');
  expect(document.error.message).toBe('Too many requests');
  expect(document.routingMethod).toBe(routingMethod);
}

it('refuses what is above the limit at once, on every path that leads to Bedrock, and serves again afterwards', async () => {
  const held = await hold();
  const before = (await system.recordsSoFar()).length;
  await expectThrottled(await post(system, '/internet/bedrock/invoke', HELLO), 'internet');
  await expectThrottled(await post(system, '/v1/vpn/bedrock/invoke-stream', HELLO), 'vpn');
  await expectThrottled(await get(system, '/bedrock/models'), 'auto');
  // Before token and body are looked at: whoever has no token is told the same, and there is nobody to put on record.
  await expectThrottled(await post(system, '/bedrock/invoke', 'no JSON', { token: 'none' }), 'auto');
  expect(await system.recordsSoFar()).toHaveLength(before);
  expect(system.sandbox.exchanges('vpn')).toEqual([]);

  await system.sandbox.faults.clear();
  const answer = await held.answer;
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  expect((await post(system, '/internet/bedrock/invoke', HELLO)).status).toBe(200);
  expect((await post(system, '/vpn/bedrock/invoke', HELLO)).status).toBe(200);
});

it('says how it stands while it is full', async () => {
  const held = await hold();
  expect((await request(system, '/health')).status).toBe(200);
  const status = await get(system, '/status');
  expect(status.status).toBe(200);
  expect(await status.json()).toMatchObject({ requestsInFlight: 1 });
  await system.sandbox.faults.clear();
  expect((await held.answer).status).toBe(200);
});

it('does not read the body of a request that it refuses', async () => {
  const held = await hold();
  using connection = await RawConnection.open(system.url);
  await connection.send(headOf('/bedrock/invoke', await system.token(), ['Content-Length: 20000000']));
  expect(await connection.receive('ThrottlingException')).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
  await system.sandbox.faults.clear();
  expect((await held.answer).status).toBe(200);
});

it('has room again as soon as a caller has gone away', async () => {
  const caller = new AbortController();
  const held = await hold({ signal: caller.signal });
  caller.abort();
  await expect(held.answer).rejects.toThrow('aborted');
  await expect.poll(() => system.sandbox.exchanges('internet')[0]?.aborted).toBe(true);
  expect((await post(system, '/vpn/bedrock/invoke', HELLO)).status).toBe(200);
});

it("says so in Bedrock's shape on Bedrock's own paths", async () => {
  const held = await hold();
  const response = await callNative(system, CONVERSE_STREAM);
  await expectNativeProblem(response, 429, 'ThrottlingException');
  expect(response.headers.get('retry-after')).toBe('1');
  await system.sandbox.faults.clear();
  expect((await held.answer).status).toBe(200);
});

it("counts a request of Bedrock's own paths once", async () => {
  expect((await callNative(system, CONVERSE)).status).toBe(200);
  expect((await callNative(system, CONVERSE)).status).toBe(200);
});

it('has room again after a request that was refused, or that failed', async () => {
  expect((await post(system, '/bedrock/invoke', 'no JSON')).status).toBe(400);
  expect((await post(system, '/bedrock/invoke', HELLO, { token: 'none' })).status).toBe(401);
  await system.sandbox.faults.set('internet', { fault: 'model-error', times: 1 });
  expect((await post(system, '/internet/bedrock/invoke', HELLO)).status).toBe(424);
  expect((await post(system, '/internet/bedrock/invoke', HELLO)).status).toBe(200);
});
