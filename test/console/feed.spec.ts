import { FinishedRecords } from '@app/audit';
import { afterEach, expect, it } from 'vitest';
import { createFinishedRecord } from '../../apps/gateway/src/testing/finished-record.js';
import { beginSystem } from '../support/begin-system.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { watch } from './watch.js';

const system = shareSystem({ env: { GATEWAY_CONSOLE: 'true', AWS_REGION: 'us-gov-west-1' } });
afterEach(() => system.sandbox.faults.clear());

/** Somebody of a tenant asks a model. */
async function ask(tenant: string): Promise<string> {
  const response = await post(system, '/vpn/bedrock/invoke', HELLO, { token: await system.token({ tenant }) });
  await response.text();
  return response.headers.get('x-request-id') ?? '';
}

it('is for tokens with the permission console:read alone', async () => {
  await expectProblem(await get(system, '/console/events', { token: 'none' }), 401, 'UnauthorizedException');
  const token = await system.token({ permissions: ['status:read', 'audit:read', 'bedrock:invoke'] });
  const document = await expectProblem(await get(system, '/console/events', { token }), 403, 'AccessDeniedException');
  expect(document.error.details).toEqual({ permission: 'console:read' });
});

it('is not there where the operator has not switched it on, nor is the page', async () => {
  const plain = await beginSystem();
  const token = await plain.token();
  for (const path of ['/console', '/console/events', '/console/main.js']) {
    await expectProblem(await get(plain, path, { token }), 404, 'UnknownOperationException');
  }
});

it('tells at once how the process stands, needs nothing but its own permission, and counts as no request at work', async () => {
  await using watching = await watch(system, { token: await system.token({ permissions: ['console:read'] }) });
  expect(watching.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(watching.response.headers.get('cache-control')).toBe('no-store');
  const { value } = await watching.next('status');
  expect(value).toMatchObject({
    sourcePartition: 'govcloud',
    destinationPartition: 'commercial',
    region: 'us-gov-west-1',
    attachment: 'both',
    requestsInFlight: 0,
    routes: { internet: { breaker: 'closed' }, vpn: { breaker: 'closed' } },
  });
});

it('has routes proven although nobody sends anything, and shows a fault and its end', async () => {
  await using watching = await watch(system);
  const untilVpnIs = async (state: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const { value } = await watching.next('status');
      const { vpn } = value['routes'] as { vpn: Record<string, unknown> };
      if (vpn['state'] === state) return vpn;
    }
  };
  await untilVpnIs('up');
  await system.sandbox.faults.set('vpn', { fault: 'down' });
  expect(await untilVpnIs('down')).toMatchObject({ failedBy: 'probe', failure: 'unreachable (connection-refused)' });
  await system.sandbox.faults.clear();
  expect(await untilVpnIs('up')).toMatchObject({ provenBy: 'probe' });
});

it('shows a probe that hangs before its time is over', async () => {
  await using watching = await watch(system);
  await system.sandbox.faults.set('vpn', { fault: 'stall' });
  for (;;) {
    const { value } = await watching.next('status');
    const { vpn } = value['routes'] as { vpn: Record<string, unknown> };
    if (vpn['unansweredSeconds'] === undefined) continue;
    expect(vpn).toMatchObject({ state: 'up', unansweredSeconds: 1 });
    return;
  }
});

it('shows a request that has ended, with its attempts, and nothing that concerns no operator', async () => {
  const id = await ask('acme');
  await using watching = await watch(system);
  for (;;) {
    const { value } = await watching.next('request');
    if (value['requestId'] !== id) continue;
    expect(value).toMatchObject({ tenant: 'acme', routingMethod: 'vpn', outcome: 'complete', statusCode: 200 });
    expect(value['attempts']).toMatchObject([{ route: 'vpn', transport: 'direct', outcome: 'ok' }]);
    for (const hidden of ['sourceIP', 'tokenId', 'requestFingerprint', 'clientRequestId', 'ttl']) {
      expect(value).not.toHaveProperty(hidden);
    }
    return;
  }
});

it("shows a token with a tenant that tenant's requests alone, those from before it came included", async () => {
  await ask('other');
  const before = await ask('mine');
  await using watching = await watch(system, {
    token: await system.token({ tenant: 'mine', permissions: ['console:read'] }),
  });
  await using everything = await watch(system, { token: await system.token({ permissions: ['console:read'] }) });
  const after = [await ask('other'), await ask('mine')];
  const seen = [await watching.next('request'), await watching.next('request')];
  expect(seen.map(({ value }) => value['requestId'])).toEqual([before, after[1]]);
  const all: unknown[] = [];
  while (!all.includes(after[1])) all.push((await everything.next('request')).value['requestId']);
  expect(all).toContain(after[0]);
});

it('goes on where an earlier feed of the page ended', async () => {
  const first = await ask('acme');
  let place = '';
  {
    await using watching = await watch(system);
    for (;;) {
      const event = await watching.next('request');
      place = event.place ?? '';
      if (event.value['requestId'] === first) break;
    }
  }
  const missed = await ask('acme');
  await using again = await watch(system, { place });
  const seen: unknown[] = [];
  while (!seen.includes(missed)) seen.push((await again.next('request')).value['requestId']);
  expect(seen).not.toContain(first);
});

it('ends with the token, and says so', async () => {
  await using watching = await watch(system, { token: await system.token({ lifetimeSeconds: 2 }) });
  const events = await watching.rest();
  expect(events.at(-1)).toMatchObject({ name: 'end', data: '{"because":"token-expired"}' });
});

it('feeds sixteen readers, and one more when one of them has left', async () => {
  const token = await system.token();
  const watching = await Promise.all(Array.from({ length: 16 }, () => watch(system, { token })));
  await expectProblem(await get(system, '/console/events', { token }), 429, 'ThrottlingException');
  await watching[0]?.[Symbol.asyncDispose]();
  await expect
    .poll(async () => {
      await using next = await watch(system, { token });
      return next.response.status;
    })
    .toBe(200);
  for (const one of watching) await one[Symbol.asyncDispose]();
});

it('does not pile up what a slow page does not read, and tells it how much it has missed', async () => {
  const records = system.app.get(FinishedRecords, { strict: false });
  await using watching = await watch(system);
  await watching.next('status');
  // More than fits: the events are there at once, and nobody can have read any of them.
  for (let n = 0; n < 1_000; n += 1) records.publish(createFinishedRecord({ subject: 'flood' }));
  const { value } = await watching.next('gap');
  expect(value).toEqual({ missed: 1_000 - 256 });
});

it('leaves one record when it ends, however much it has told', async () => {
  const token = await system.token({ subject: 'looker', permissions: ['console:read'] });
  let id: string | null;
  {
    await using watching = await watch(system, { token });
    id = watching.response.headers.get('x-request-id');
    await watching.next('status');
    await watching.next('status');
    const open = (await system.recordsSoFar()).filter((record) => record['requestId'] === id);
    expect(open.map((record) => record['outcome'])).not.toContain('complete');
  }
  await expect
    .poll(async () => (await system.records()).filter((record) => record['requestId'] === id))
    .toMatchObject([
      { operation: 'WatchConsole', subject: 'looker', streamed: true, outcome: 'complete', statusCode: 200 },
    ]);
});

it('does not hold up the end of the process: it ends first, and says why', async () => {
  const ending = await beginSystem({ env: { GATEWAY_CONSOLE: 'true', GATEWAY_DRAIN_TIMEOUT_MS: '600000' } });
  const watching = await watch(ending);
  await watching.next('status');
  const closed = ending.app.close();
  expect((await watching.rest()).at(-1)).toMatchObject({ name: 'end', data: '{"because":"shutting-down"}' });
  await closed;
});
