import { FinishedRecords } from '@app/audit';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../../../test/support/captured-output.js';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { createCaller } from '../testing/create-caller.js';
import { createAttempt, createFinishedRecord } from '../testing/finished-record.js';
import { RequestLog } from './request-log.js';

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output[Symbol.dispose]());

async function open(env: NodeJS.ProcessEnv) {
  const records = new FinishedRecords();
  const module = await Test.createTestingModule({
    providers: [
      RequestLog,
      { provide: GatewayConfig, useValue: loadGatewayConfig(env) },
      { provide: FinishedRecords, useValue: records },
    ],
  }).compile();
  return { records, module };
}

describe('RequestLog', () => {
  it('is silent unless the operator wants it', async () => {
    const { records } = await open({});
    records.publish(createFinishedRecord());
    expect(output.text()).toBe('');
  });

  it('writes one line with the ids, the way, the caller and the times of a request', async () => {
    const { records, module } = await open({ GATEWAY_REQUEST_LOG: 'true' });
    const attempts = [createAttempt({ outcome: 'unreachable' }), createAttempt({ route: 'vpn' })];
    const facts = { tenant: 'team.blue', upstreamRequestId: '7a0e0d3c-0000-4000-8000-000000000000', outputTokens: 22 };
    records.publish(createFinishedRecord({ ...facts, attempts, routingMethod: 'vpn', firstByteMs: 310.5 }));
    const [line] = output.jsonLines();
    expect(line).toMatchObject({ level: 'info' });
    expect(line?.['message']).toEqual({
      event: 'request',
      requestId: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f607a',
      upstreamRequestId: '7a0e0d3c-0000-4000-8000-000000000000',
      subject: 'app-1',
      tenant: 'team.blue',
      operation: 'ConverseStream',
      modelId: 'amazon.nova-lite-v1:0',
      status: 200,
      outcome: 'complete',
      streamed: true,
      requestedRoute: 'auto',
      route: 'vpn',
      attempts: 'internet:unreachable,vpn:ok',
      latencyMs: 1_500,
      firstByteMs: 311,
      requestBytes: 120,
      responseBytes: 3_400,
      outputTokens: 22,
    });
    await module.close();
    records.publish(createFinishedRecord());
    expect(output.jsonLines()).toHaveLength(1);
  });

  it('names callers on other lines, too, where it is wanted, and nobody else there', async () => {
    const caller = createCaller({ subject: 'app-1', tenant: 'team.blue' });
    const on = (await open({ GATEWAY_REQUEST_LOG: 'true' })).module.get(RequestLog);
    expect(on.namesOf(caller)).toStrictEqual({ subject: 'app-1', tenant: 'team.blue' });
    expect(on.namesOf(undefined)).toBeUndefined();
    expect((await open({})).module.get(RequestLog).namesOf(caller)).toBeUndefined();
  });

  it.each(['a b', 'a\nb', '', '\u001b[31m', '{"a":1}', 'a'.repeat(129)])(
    'leaves out a subject and a tenant that are no plain names: %j',
    async (odd) => {
      const { records } = await open({ GATEWAY_REQUEST_LOG: 'true' });
      records.publish(createFinishedRecord({ subject: odd, tenant: odd }));
      expect(output.jsonLines()).toMatchObject([{ message: { event: 'request', withheld: 2 } }]);
      expect(output.text()).not.toContain('"subject"');
    },
  );
});
