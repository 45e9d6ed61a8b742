import { describe, expect, it } from 'vitest';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { HELLO } from '../support/models.js';
import { moveClock } from '../support/movable-clock.js';
import { get, post } from '../support/post.js';
import { problemOf } from '../support/problem-of.js';
import { ask, NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';

const CREDENTIALS = 'cross-partition-commercial-creds';
/** The gateway asks Secrets Manager at most once a second. */
const PAST_RENEWAL_INTERVAL_MS = 1_001;

describe('a Bedrock key that was rotated', () => {
  it.each(ANSWER_FORMS)('costs one refused attempt and no error ($form)', async ({ path, accept }) => {
    using clock = moveClock();
    const system = await beginSystem();
    expect((await ask(system, '')).status).toBe(200);
    await system.sandbox.rotateSecret(CREDENTIALS);
    clock.advance(PAST_RENEWAL_INTERVAL_MS);
    const response = await post(system, path, HELLO, { headers: { accept } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:denied,internet:ok', method: 'internet' });
    await response.arrayBuffer();
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    expect(wayOf(await ask(system, ''))).toMatchObject({ status: 200, attempts: 'internet:ok' });
  });

  it('is renewed once for all requests that it refuses at the same time', async () => {
    using clock = moveClock();
    const system = await beginSystem();
    expect((await ask(system, '')).status).toBe(200);
    await system.sandbox.rotateSecret(CREDENTIALS);
    clock.advance(PAST_RENEWAL_INTERVAL_MS);
    const responses = await Promise.all(Array.from({ length: 8 }, () => ask(system, '')));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 200]);
  });

  it('is refused for good while Secrets Manager does not give out the new one', async () => {
    using clock = moveClock();
    const system = await beginSystem();
    expect((await ask(system, '')).status).toBe(200);
    await system.sandbox.rotateSecret(CREDENTIALS);
    await system.sandbox.faults.setStore('secrets', { fault: 'down' });
    clock.advance(PAST_RENEWAL_INTERVAL_MS);
    const response = await ask(system, '');
    expect(wayOf(response)).toMatchObject({ attempts: 'internet:denied' });
    expect(response.ok).toBe(false);
  });
});

describe('with Secrets Manager down before the first request', () => {
  it('every request is a 503 that has sent nothing, until it is back', async () => {
    using clock = moveClock();
    const system = await beginSystem();
    // Deployed, functions start with the first request, and need a secret for that.
    expect((await post(system, '/bedrock/invoke', 'no JSON')).status).toBe(400);
    await system.sandbox.faults.setStore('secrets', { fault: 'down' });
    const response = await ask(system, '');
    expect(wayOf(response)).toEqual({ status: 503, attempts: null, method: null });
    expect((await problemOf(response)).error).toMatchObject({ type: 'ServiceUnavailableException', retryable: true });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    const errorType = 'ServiceUnavailableException';
    expect(await system.recordOf(response)).toMatchObject({ outcome: 'refused', statusCode: 503, errorType });
    await system.sandbox.faults.clear();
    // After a failed fetch the next one waits 5 s.
    clock.advance(5_001);
    expect((await ask(system, '')).status).toBe(200);
  });
});

describe('with DynamoDB failing', () => {
  it.each(['down', 'error', 'throttle'] as const)('strict mode is a 503 that has sent nothing (%s)', async (fault) => {
    const system = await beginSystem();
    await system.sandbox.faults.setStore('dynamodb', { fault });
    const response = await ask(system, '');
    expect(wayOf(response)).toEqual({ status: 503, attempts: null, method: null });
    expect((await problemOf(response)).error).toMatchObject({ type: 'AuditUnavailableException', retryable: true });
    const models = await get(system, '/bedrock/models');
    expect((await problemOf(models)).error.type).toBe('AuditUnavailableException');
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    await system.sandbox.faults.clear();
    expect((await ask(system, '')).status).toBe(200);
  });

  it.each(ANSWER_FORMS)('available mode answers $form, and spills the record to the log', async ({ path, accept }) => {
    const system = await beginSystem({ env: { GATEWAY_AUDIT_MODE: 'available' } });
    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    const response = await post(system, path, HELLO, { headers: { accept } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:ok', method: 'internet' });
    await response.arrayBuffer();
    await expect.poll(() => spilledBy(system), { timeout: 10_000 }).toHaveLength(2);
    await system.sandbox.faults.clear();
    expect(await system.records()).toEqual([]);
    const requestId = response.headers.get('x-request-id');
    expect(spilledBy(system)).toMatchObject([
      { phase: 'start', record: { requestId, outcome: 'started', subject: 'tester' } },
      { phase: 'finish', record: { requestId, outcome: 'complete', statusCode: 200, attempts: [{ outcome: 'ok' }] } },
    ]);
  });

  it('a record that was begun is finished in the log when the table is lost meanwhile', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'stall' });
    const pending = ask(system, '');
    await expect.poll(() => system.sandbox.exchanges('internet')).toHaveLength(1);
    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    await system.sandbox.faults.set('internet', { fault: 'none' });
    const response = await pending;
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    await expect.poll(() => spilledBy(system), { timeout: 10_000 }).toHaveLength(1);
    await system.sandbox.faults.clear();
    const requestId = response.headers.get('x-request-id');
    expect(await system.recordOf(response)).toMatchObject({ outcome: 'started' });
    expect(spilledBy(system)).toMatchObject([
      { phase: 'finish', record: { requestId, outcome: 'complete', statusCode: 200 } },
    ]);
  });

  function spilledBy({ output }: RecordedSystem): readonly object[] {
    return output.jsonLines().filter(({ marker }) => marker === 'audit.spill');
  }
});
