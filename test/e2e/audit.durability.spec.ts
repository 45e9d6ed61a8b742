import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { beginSystem } from '../support/begin-system.js';
import { forkGateway } from '../support/fork-gateway.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import type { System } from '../support/system.js';
import { tokenFor } from '../support/tokens.js';
import { ask } from '../support/traffic.js';

/** Less than the gateway gives a single try. */
const TABLE_DELAY_MS = 400;

/** The table as it is at this moment, whatever is still being written. */
const tableOf = ({ urls }: Sandbox): Promise<StoredRecord[]> =>
  readAuditRecords(urls.dynamodb, 'cross-partition-requests');

/** Resolves with the upstream's view of a request as soon as its head is there. */
const arrivalAt = async (sandbox: Sandbox): Promise<ReturnType<Sandbox['exchanges']>[number] | undefined> => {
  await expect.poll(() => sandbox.exchanges('internet')).toHaveLength(1);
  return sandbox.exchanges('internet')[0];
};

describe('before anything reaches the upstream', () => {
  it.each(ANSWER_FORMS)('its record is in the table ($form)', async ({ path, accept }) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'stall' });
    const asked = post(system, path, HELLO, { headers: { accept } });
    const arrival = await arrivalAt(system.sandbox);
    const started = await tableOf(system.sandbox);
    expect(started).toMatchObject([
      {
        outcome: 'started',
        subject: 'tester',
        modelId: HELLO.modelId,
        dataClassification: 'internal',
        requestFingerprint: arrival?.requestSha256,
        attempts: [],
      },
    ]);
    // How it ended is not known, so nothing is said of it.
    for (const field of ['statusCode', 'success', 'latency', 'responseSize', 'firstByteMs', 'routingMethod']) {
      expect(started[0]).not.toHaveProperty(field);
    }
    await system.sandbox.faults.clear();
    const response = await asked;
    await response.arrayBuffer();
    const { requestId, timestamp } = started[0] ?? {};
    expect(response.headers.get('x-request-id')).toBe(requestId);
    expect(await system.records()).toMatchObject([{ requestId, timestamp, outcome: 'complete', statusCode: 200 }]);
  });

  it('its record is in the table, for the catalogue as well', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'stall', times: 1 });
    const asked = get(system, '/bedrock/models');
    await arrivalAt(system.sandbox);
    expect(await tableOf(system.sandbox)).toMatchObject([{ outcome: 'started', operation: 'ListModels' }]);
    await system.sandbox.faults.clear();
    expect((await asked).status).toBe(200);
  });

  it('comes the record, however slow the table is', async () => {
    const system = await beginWithSlowTable();
    const response = await ask(system, '');
    const [arrival] = system.sandbox.exchanges('internet');
    const record = await system.recordOf(response);
    const openedAtEpochMs = Date.parse(String(record?.['timestamp']));
    // A timer may fire within the millisecond before.
    expect(Number(arrival?.receivedAtEpochMs) - openedAtEpochMs).toBeGreaterThanOrEqual(TABLE_DELAY_MS - 1);
  });

  /** The first request makes the table and opens the connection to Bedrock: both are there by now. */
  async function beginWithSlowTable(): Promise<System> {
    const system = await beginSystem();
    expect((await ask(system, '')).status).toBe(200);
    await system.records();
    system.sandbox.forgetRequests();
    await system.sandbox.faults.setStore('dynamodb', { fault: 'slow', delayMs: TABLE_DELAY_MS });
    return system;
  }
});

describe('a gateway that is killed', () => {
  it('leaves the record of what it had sent, as begun', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const gateway = await forkGateway(sandbox);
    await sandbox.faults.set('internet', { fault: 'stall' });
    const headers = { authorization: `Bearer ${await tokenFor(sandbox)}`, 'content-type': 'application/json' };
    const asked = fetch(`${gateway.url}/bedrock/invoke`, { method: 'POST', headers, body: JSON.stringify(HELLO) });
    const arrival = await arrivalAt(sandbox);
    await Promise.all([expect(asked).rejects.toThrow('fetch failed'), gateway[Symbol.asyncDispose]()]);
    const requestFingerprint = arrival?.requestSha256;
    expect(await tableOf(sandbox)).toMatchObject([{ outcome: 'started', subject: 'tester', requestFingerprint }]);
  });
});
