import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallerLimits } from '../../apps/gateway/src/limits/caller-limits.js';
import { beginSystem } from '../support/begin-system.js';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { callNative, CONVERSE } from '../support/native-calls.js';
import { get, post, request } from '../support/post.js';
import { headOf, RawConnection } from '../support/raw-connection.js';
import { shareSystem } from '../support/share-system.js';
import { callsOf } from '../support/traffic.js';
import type { System } from '../support/system.js';

const REFUSED = { outcome: 'refused', statusCode: 429, errorType: 'ThrottlingException', attempts: [] };

/** Expects a refusal that names the limit, is on record, and has cost Bedrock nothing. */
async function expectLimited(system: System, response: Response, limit: string, retryAfter: RegExp): Promise<void> {
  const { error } = await expectProblem(response, 429, 'ThrottlingException');
  expect([error.message, error.details]).toEqual(['Too many requests of this caller', { limit }]);
  expect(response.headers.get('retry-after')).toMatch(retryAfter);
  const requestId = response.headers.get('x-request-id');
  const record = (await system.recordsSoFar()).find((one) => one['requestId'] === requestId);
  expect(record).toMatchObject({ ...REFUSED, subject: 'noisy' });
}

describe('a caller with as much at work as one may have', () => {
  const system = shareSystem({ env: { GATEWAY_CALLER_MAX_IN_FLIGHT: '2', GATEWAY_CALLER_MAX_STREAMS: '1' } });
  let noisy: string;
  beforeEach(async () => {
    system.sandbox.forgetRequests();
    noisy = await system.token({ subject: 'noisy' });
  });
  afterEach(() => system.sandbox.faults.clear());

  /** So many requests that the model has, and does not answer before the faults are cleared. */
  async function hold(paths: readonly string[]): Promise<Promise<Response>[]> {
    await system.sandbox.faults.set('internet', { fault: 'stall' });
    const answers = paths.map((path) => post(system, path, HELLO, { token: noisy }));
    await expect.poll(() => callsOf(system, 'internet').length).toBe(paths.length);
    return answers;
  }

  async function release(held: readonly Promise<Response>[]): Promise<void> {
    await system.sandbox.faults.clear();
    for (const answer of held) expect(await (await answer).text()).not.toBe('');
  }

  it('has to wait, by whichever token and path; everybody else is served, and so is the caller afterwards', async () => {
    const held = await hold(['/internet/bedrock/invoke', '/internet/bedrock/invoke']);
    const another = await system.token({ subject: 'noisy', permissions: ['bedrock:invoke'] });
    for (const token of [noisy, another]) {
      const response = await post(system, '/vpn/bedrock/invoke', HELLO, { token });
      await expectLimited(system, response, 'on requests at work is reached', /^1$/);
    }
    await expectLimited(
      system,
      await get(system, '/status', { token: noisy }),
      'on requests at work is reached',
      /^1$/,
    );
    const native = await callNative(system, CONVERSE, { token: noisy });
    expect(await expectNativeProblem(native, 429, 'ThrottlingException')).toBe(
      'Too many requests of this caller: limit on requests at work is reached',
    );
    expect(callsOf(system, 'vpn')).toEqual([]);

    expect((await post(system, '/vpn/bedrock/invoke', HELLO)).status).toBe(200);
    const namesake = await system.token({ subject: 'noisy', tenant: 'other' });
    expect((await post(system, '/vpn/bedrock/invoke', HELLO, { token: namesake })).status).toBe(200);
    expect((await request(system, '/health')).status).toBe(200);

    await release(held);
    await expect.poll(() => system.app.get(CallerLimits).callersAtWork).toBe(0);
    expect((await post(system, '/vpn/bedrock/invoke', HELLO, { token: noisy })).status).toBe(200);
  });

  it('may have a request beside its stream, and no second stream', async () => {
    const held = await hold(['/internet/bedrock/invoke-stream']);
    const second = await post(system, '/vpn/bedrock/invoke-stream', HELLO, { token: noisy });
    await expectLimited(system, second, 'on streams at work is reached', /^1$/);
    expect((await post(system, '/vpn/bedrock/invoke', HELLO, { token: noisy })).status).toBe(200);
    await release(held);
  });

  it('has room again as soon as it has gone away, or was refused for something else', async () => {
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf('/bedrock/invoke', noisy, ['Content-Length: 10']));
    await expect.poll(() => system.app.get(CallerLimits).callersAtWork).toBe(1);
    connection[Symbol.dispose]();
    await expect.poll(() => system.app.get(CallerLimits).callersAtWork).toBe(0);
    for (const body of ['no JSON', '{}', 'no JSON']) {
      expect((await post(system, '/bedrock/invoke', body, { token: noisy })).status).toBe(400);
    }
    await expect.poll(() => system.app.get(CallerLimits).callersAtWork).toBe(0);
  });

  it('is told nothing of it without a token that verifies', async () => {
    const held = await hold(['/internet/bedrock/invoke', '/internet/bedrock/invoke']);
    expect((await post(system, '/bedrock/invoke', HELLO, { token: `${noisy}x` })).status).toBe(401);
    await release(held);
  });
});

describe('a caller that asks too often', () => {
  it('is told when to come back, whatever its requests came to', async () => {
    const system = await beginSystem({ env: { GATEWAY_CALLER_REQUESTS_PER_MINUTE: '3' } });
    const noisy = await system.token({ subject: 'noisy', permissions: ['bedrock:invoke'] });
    expect((await get(system, '/status', { token: noisy })).status).toBe(403);
    expect((await post(system, '/bedrock/invoke', 'no JSON', { token: noisy })).status).toBe(400);
    expect((await post(system, '/bedrock/invoke', HELLO, { token: noisy })).status).toBe(200);
    const refused = await post(system, '/bedrock/invoke', HELLO, { token: noisy });
    // A third of a minute, less what has passed since the first.
    await expectLimited(system, refused, 'on requests per minute is reached', /^(?:1?\d|20)$/);
    expect((await post(system, '/bedrock/invoke', HELLO)).status).toBe(200);
    expect(callsOf(system, 'internet')).toHaveLength(2);
  });
});

describe('a caller that sends too much', () => {
  const OF_A_MEGABYTE = `${JSON.stringify(HELLO)}${' '.repeat(1_000_000)}`;

  it('is told so before its next body is read, with a length or without one', async () => {
    const system = await beginSystem({ env: { GATEWAY_CALLER_BYTES_PER_MINUTE: '1500000' } });
    const noisy = await system.token({ subject: 'noisy' });
    expect((await post(system, '/bedrock/invoke', OF_A_MEGABYTE, { token: noisy })).status).toBe(200);
    using connection = await RawConnection.open(system.url);
    await connection.send(headOf('/bedrock/invoke', noisy, ['Content-Length: 1000000']));
    expect(await connection.receive('on bytes per minute is reached')).toMatch(/\r\nRetry-After: (?:1?\d|2[01])\r\n/);
    expect((await post(system, '/bedrock/invoke', HELLO, { token: noisy })).status).toBe(200);

    const chunked = await system.token({ subject: 'chunked' });
    const body = new Blob([OF_A_MEGABYTE, ' '.repeat(700_000)]).stream();
    const headers = { authorization: `Bearer ${chunked}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as const;
    expect((await request(system, '/bedrock/invoke', init)).status).toBe(200);
    expect((await post(system, '/bedrock/invoke', HELLO, { token: chunked })).status).toBe(429);
    expect((await post(system, '/bedrock/invoke', HELLO)).status).toBe(200);
  });
});

it('refusals of callers share a line of the log a second, however many they are', async () => {
  const system = await beginSystem({ env: { GATEWAY_CALLER_REQUESTS_PER_MINUTE: '1' } });
  const noisy = await system.token({ subject: 'noisy' });
  const statuses = await Promise.all(
    Array.from({ length: 41 }, async () => (await get(system, '/status', { token: noisy })).status),
  );
  expect([...new Set(statuses)].toSorted((a, b) => a - b)).toEqual([200, 429]);
  const refused = (await system.records()).filter(({ statusCode }) => statusCode === 429);
  expect(refused).toHaveLength(40);
  const lines = system.output.text().match(/CALLER_LIMITED/g) ?? [];
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThan(20);
});
