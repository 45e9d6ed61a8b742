import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { startDeployment } from '../fail-closed/start-deployment.js';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { beginSystem } from '../support/begin-system.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { HELLO } from '../support/models.js';
import { isFullProof } from '../support/proof.js';
import { shareSystem } from '../support/share-system.js';
import type { System } from '../support/system.js';
import { callsOf } from '../support/traffic.js';
import { WireClient } from '../support/wire-client.js';

const WAYS = ([1, 2] as const).flatMap((http) => ANSWER_FORMS.map((form) => ({ http, ...form })));

/** What is promised, where nothing else takes the machine's time. */
const LEFT_WITHIN_MS = isFullProof() ? 1_000 : 10_000;

/** A caller who has asked, and can leave. */
interface Caller {
  /** Resolves once the caller has gone. */
  leave(): Promise<void>;
}

async function begin(
  system: System,
  path: string,
  more: { http?: 1 | 2; accept?: string; timeoutMs?: number } = {},
): Promise<Caller> {
  const { http = 1, accept = 'application/json', timeoutMs = 60_000 } = more;
  const client = new WireClient(system.url);
  onTestFinished(() => client[Symbol.dispose]());
  const headers = [
    ['host', 'gateway'],
    ['authorization', `Bearer ${await system.token()}`],
    ['content-type', 'application/json'],
    ['accept', accept],
    ['x-request-timeout-ms', String(timeoutMs)],
  ] as const;
  const caller = new AbortController();
  const request = { method: 'POST', path, headers, body: JSON.stringify(HELLO) } as const;
  const answer = client.send(request, http, caller.signal);
  return {
    leave: async () => {
      caller.abort();
      await answer;
    },
  };
}

async function expectUpstreamLeft(system: System): Promise<void> {
  const leftAtEpochMs = Date.now();
  await expect.poll(() => callsOf(system, 'internet').at(-1)?.aborted).toBe(true);
  expect(callsOf(system, 'internet')).toHaveLength(1);
  const endedAtEpochMs = Number(callsOf(system, 'internet').at(-1)?.endedAtEpochMs);
  expect(endedAtEpochMs - leftAtEpochMs).toBeLessThan(LEFT_WITHIN_MS);
}

async function expectOnRecord(system: System, attempts: readonly object[]): Promise<void> {
  const record = { outcome: 'client-gone', statusCode: 499, errorType: 'ClientClosedRequest' };
  await expect.poll(async () => (await system.records()).at(-1)).toMatchObject({ ...record, attempts });
}

describe('a caller who leaves', () => {
  const system = shareSystem();
  beforeEach(() => system.sandbox.forgetRequests());
  afterEach(() => system.sandbox.faults.clear());

  it.each(WAYS)('over HTTP/$http ends the work upstream, before an answer $form', async (way) => {
    await system.sandbox.faults.set('internet', { fault: 'stall' });
    const caller = await begin(system, way.path, way);
    await expect.poll(() => callsOf(system, 'internet')).toHaveLength(1);
    await caller.leave();
    await expectUpstreamLeft(system);
    await expectOnRecord(system, [{ route: 'internet', outcome: 'client-gone' }]);
  });

  it.each(WAYS)('over HTTP/$http ends the work upstream, in the middle of an answer $form', async (way) => {
    await system.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    const caller = await begin(system, way.path, way);
    await expect.poll(() => callsOf(system, 'internet').at(-1)?.responseBytes).toBeGreaterThan(0);
    await caller.leave();
    await expectUpstreamLeft(system);
    await expectOnRecord(system, [{ route: 'internet', outcome: 'client-gone' }]);
  });

  it('during the pause before a retry has the call sent once', async () => {
    await system.sandbox.faults.set('internet', { fault: 'throttle', retryAfterSeconds: 5 });
    const caller = await begin(system, '/internet/bedrock/invoke');
    await expect.poll(() => callsOf(system, 'internet').at(-1)?.status).toBe(429);
    await caller.leave();
    await expectOnRecord(system, [{ route: 'internet', outcome: 'throttled' }]);
    expect(callsOf(system, 'internet')).toHaveLength(1);
  });
});

describe('a caller who leaves while a connection is being made', () => {
  /** Takes connections, and never a step of TLS. */
  const mute = createServer((socket) => void sockets.push(socket.on('error', () => undefined).resume()));
  const sockets: Socket[] = [];
  beforeAll(() => once(mute.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    mute.close();
  });

  it('leaves neither a connection nor a request behind', async () => {
    const { port } = mute.address() as AddressInfo;
    const endpoint = `https://127.0.0.1:${port}`;
    const system = await beginSystem({ env: { GATEWAY_INTERNET_ENDPOINT: endpoint } });
    const caller = await begin(system, '/internet/bedrock/invoke');
    await expect.poll(() => sockets.length).toBe(1);
    await caller.leave();
    await expectOnRecord(system, [{ route: 'internet', outcome: 'client-gone' }]);
    const [socket] = sockets;
    await expect.poll(() => socket?.closed ?? false, { timeout: 5_000 }).toBe(true);
    expect(sockets).toHaveLength(1);
  });
});

describe('a caller who leaves while a sibling is at work', () => {
  let output: CapturedOutput;
  beforeAll(() => void (output = captureOutput()));
  afterAll(() => {
    output[Symbol.dispose]();
    vi.unstubAllEnvs();
  });

  // Lambda does not tell a function that nobody listens any more: its own deadline, which the caller sets, does.
  it.each(ANSWER_FORMS)(
    'has that on record, and the deadline ends the work upstream ($form)',
    async ({ path, accept }) => {
      const sandbox = await startSandbox();
      onTestFinished(() => sandbox.close());
      const classes = new Map([['internal', ['internet', 'vpn'] as const]]);
      const policy = { classes, siblingClasses: classes, defaultClass: 'internal', order: ['vpn'] as const };
      const others = { vpnFallback: 'none', endpointInSecret: false, publicHost: '' } as const;
      const deployment = { shape: 'internet-and-sibling', ...policy, ...others } as const;
      const system = await startDeployment(sandbox, deployment, sandbox.urls);
      onTestFinished(() => system[Symbol.asyncDispose]());
      await sandbox.faults.set('vpn', { fault: 'stall', after: 1 });
      const caller = await begin(system, path, { accept, timeoutMs: 1_500 });
      await expect.poll(() => callsOf(system, 'vpn').at(-1)?.responseBytes).toBeGreaterThan(0);
      await caller.leave();
      await expectOnRecord(system, [{ route: 'vpn', transport: 'peer', outcome: 'client-gone' }]);
      await expect.poll(() => callsOf(system, 'vpn').at(-1)?.aborted, { timeout: 10_000 }).toBe(true);
      expect(callsOf(system, 'vpn')).toHaveLength(1);
    },
  );
});
