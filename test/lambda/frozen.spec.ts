import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { tokenFor } from '../support/tokens.js';
import { deployGateway, type DeployedGateway } from './deployed/deploy-gateway.js';
import type { TransferMode } from './deployed/exclusions.js';

const MODEL = 'anthropic.claude-3-haiku-20240307-v1%3A0';
const MODES: readonly TransferMode[] = ['STREAM', 'BUFFERED'];

describe.each(MODES)('a function that Lambda freezes between its invocations, %s', (mode) => {
  let sandbox: Sandbox;
  let gateway: DeployedGateway;
  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await deployGateway(sandbox, { mode, freeze: true, concurrency: 1 });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await sandbox.close();
  });

  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<StoredRecord[]> => {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenFor(sandbox)}`, 'content-type': 'application/json', ...headers },
      body: '{"messages":[{"role":"user","content":[{"text":"hi"}]}]}',
    });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
    await gateway.settled();
    const records = await readAuditRecords(sandbox.urls.dynamodb, gateway.auditTable);
    return records.filter(({ requestId }) => requestId === response.headers.get('x-request-id'));
  };

  it.each([
    { what: 'an answer in one piece', path: `/model/${MODEL}/converse`, headers: {} },
    { what: 'a stream', path: `/vpn/model/${MODEL}/converse-stream`, headers: {} },
    {
      what: 'a stream by the sibling',
      path: `/model/${MODEL}/converse-stream`,
      headers: { 'x-routing-method': 'vpn' },
    },
  ])('has finished the record of $what before that, and serves the next one', async ({ path, headers }) => {
    for (const _ of [1, 2])
      expect(await ask(path, headers)).toEqual([expect.objectContaining({ outcome: 'complete' })]);
  });
});
