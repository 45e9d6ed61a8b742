import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BreakerOpenError } from './errors.js';
import { RoutePolicy } from './route-policy.js';
import { failure } from './testing/failures.js';
import { CLASSES, createRequest } from './testing/requests.js';
import { ScriptedTransport } from './testing/scripted-transport.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const policyOver = (transport: ScriptedTransport): RoutePolicy =>
  new RoutePolicy('internet', transport, CLASSES, { now: Date.now, random: () => 0 });

/** Fails at once: another route is still to come. */
const list = (policy: RoutePolicy): Promise<unknown> =>
  policy.send(createRequest({ call: { operation: 'ListFoundationModels', headers: {} }, hasNextRoute: true }));
const invoke = (policy: RoutePolicy): Promise<unknown> => policy.send(createRequest({ hasNextRoute: true }));

async function failLists(policy: RoutePolicy, times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) await list(policy).catch(() => undefined);
}

describe('RoutePolicy, of the two ends of its route,', () => {
  it('still sends to models when the lists cannot be reached', async () => {
    const transport = new ScriptedTransport([failure('unreachable')]);
    const policy = policyOver(transport);
    await failLists(policy, 5);
    transport.script = ['ok'];

    await expect(list(policy)).rejects.toBeInstanceOf(BreakerOpenError);
    await expect(invoke(policy)).resolves.toMatchObject({ route: 'internet' });
    expect(policy.breakerState).toBe('closed');
    expect(transport.sent).toHaveLength(6);
  });

  it('still asks for lists when the models cannot be reached', async () => {
    const transport = new ScriptedTransport([failure('unreachable')], [failure('unreachable')]);
    const policy = policyOver(transport);
    for (let call = 0; call < 5; call += 1) await invoke(policy).catch(() => undefined);
    transport.script = ['ok'];

    expect(policy.breakerState).toBe('open');
    await expect(list(policy)).resolves.toMatchObject({ route: 'internet' });
  });

  it('judges its health by the models alone', async () => {
    const transport = new ScriptedTransport(['ok', failure('unreachable')]);
    const policy = policyOver(transport);
    await list(policy);
    expect(policy.health.state).toBe('unknown');
    await invoke(policy).catch(() => undefined);
    transport.script = ['ok'];
    await list(policy);
    expect(policy.health.state).toBe('down');
  });

  it('lets the first call that is due, 10 s on, close the breaker of the lists, and probes nothing for it', async () => {
    const transport = new ScriptedTransport([failure('unreachable')]);
    const policy = policyOver(transport);
    await failLists(policy, 5);
    transport.script = ['ok'];
    vi.advanceTimersByTime(9_999);
    await expect(list(policy)).rejects.toBeInstanceOf(BreakerOpenError);
    vi.advanceTimersByTime(1);
    await list(policy);
    await list(policy);
    expect(transport.sent).toHaveLength(7);
    expect(transport.probedAtEpochMs).toEqual([]);
  });
});
