import { AuditTrail } from '@app/audit';
import { describe, expect, it } from 'vitest';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { startGateway } from '../support/system.js';

const system = shareSystem({ env: { GATEWAY_USAGE_TABLE: 'cross-partition-usage' } });

describe('usage', () => {
  it('does not count what was spilled: the replay will', async () => {
    const token = await system.token({ tenant: 'green' });
    const response = await post(system, '/bedrock/invoke', HELLO, { token });
    await response.arrayBuffer();
    await system.records();
    await system.sandbox.faults.setStore('dynamodb', { fault: 'error' });
    await (await post(system, '/bedrock/invoke', HELLO, { token })).arrayBuffer();
    await system.app.get(AuditTrail, { strict: false }).idle(AbortSignal.timeout(15_000));
    await system.sandbox.faults.clear();
    const { usage } = (await (await get(system, '/v1/usage?tenant=green')).json()) as { usage: { requests: number }[] };
    expect(usage.map(({ requests }) => requests)).toEqual([1]);
  });
});

describe('the counters', () => {
  it('are whole when a gateway has ended', async () => {
    const other = await startGateway(system.sandbox, { env: { GATEWAY_USAGE_TABLE: 'cross-partition-usage' } });
    const token = await system.token({ tenant: 'leaving' });
    await (await post(other, '/bedrock/invoke', HELLO, { token })).arrayBuffer();
    await other[Symbol.asyncDispose]();
    const response = await get(system, '/v1/usage?tenant=leaving');
    const { usage } = (await response.json()) as { usage: readonly object[] };
    expect(usage).toMatchObject([{ tenant: 'leaving', requests: 1 }]);
  });
});
