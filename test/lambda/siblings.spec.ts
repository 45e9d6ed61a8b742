import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditRecords } from '../support/audit-records.js';
import { startRecordingUpstream, type RecordingUpstream } from '../support/recording-upstream.js';
import { CONVERSATION, HAIKU_PATH, shareDeployed } from './deployed/with-gateway.js';
import { credentialsOf } from './emulator/function/environment-variables.js';

let silent: RecordingUpstream;
/** Resolves when Bedrock's end of the VPN has a call, which it never answers. */
let asked = Promise.withResolvers<void>();
beforeAll(async () => {
  silent = await startRecordingUpstream(() => asked.resolve());
});
afterAll(() => silent[Symbol.asyncDispose]());

describe('a sibling function that dies before the first byte', () => {
  const shared = shareDeployed(() => ({
    env: { GATEWAY_VPN_ENDPOINT: silent.url, GATEWAY_ROUTE_ORDER: 'vpn,internet' },
  }));

  it('is a route that was not reached: the next one answers, and both are on record', async () => {
    const answered = shared.ask(`${HAIKU_PATH}/converse`, { body: CONVERSATION });
    await asked.promise;
    await shared.function('vpn').kill();
    const answer = await answered;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-routing-attempts')).toBe('vpn:unreachable,internet:ok');
    await shared.gateway.settled();
    const records = await readAuditRecords(shared.sandbox.urls.dynamodb, shared.gateway.auditTable);
    const attempts = [
      { route: 'vpn', transport: 'peer', outcome: 'unreachable' },
      { route: 'internet', transport: 'direct', outcome: 'ok' },
    ];
    expect(records).toEqual([
      expect.objectContaining({
        outcome: 'complete',
        routingMethod: 'internet',
        attempts: attempts.map((attempt) => expect.objectContaining(attempt)),
      }),
    ]);
  });

  it('is no way out for data that may take nothing else', async () => {
    asked = Promise.withResolvers();
    shared.sandbox.forgetRequests();
    const headers = { 'x-data-classification': 'cui' };
    const answered = shared.ask(`${HAIKU_PATH}/converse`, { body: CONVERSATION, headers });
    await asked.promise;
    await shared.function('vpn').kill();
    const answer = await answered;
    expect(answer.status).toBe(503);
    expect(answer.headers.get('x-routing-attempts')).toBe('vpn:unreachable');
    expect(shared.sandbox.exchanges('internet')).toEqual([]);
  });
});

describe('who may call a gateway function as its sibling', () => {
  const shared = shareDeployed();

  const callAs = async (accessKeyId: string, name: string): Promise<string> => {
    const credentials = { accessKeyId, secretAccessKey: 'any' };
    const client = new LambdaClient({ endpoint: shared.gateway.lambda.url, region: 'us-gov-west-1', credentials });
    const event = { FunctionName: name, Payload: Buffer.from('{"peerProbe":{"version":1,"route":"vpn"}}') };
    try {
      const { EventStream } = await client.send(new InvokeWithResponseStreamCommand(event));
      const chunks: Uint8Array[] = [];
      for await (const { PayloadChunk } of EventStream ?? [])
        if (PayloadChunk?.Payload) chunks.push(PayloadChunk.Payload);
      return Buffer.concat(chunks).toString().split('\0')[0] ?? '';
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown';
    } finally {
      client.destroy();
    }
  };

  it('the other function’s role, and no other', async () => {
    const vpn = shared.function('vpn').definition.name;
    const keyOf = (role: 'internet' | 'authorizer'): string =>
      credentialsOf(shared.function(role).definition.name).AWS_ACCESS_KEY_ID;
    expect(await callAs(keyOf('internet'), vpn)).toBe('{"version":1,"attempts":[],"outcome":{"kind":"proven"}}');
    expect(await callAs(keyOf('authorizer'), vpn)).toBe('AccessDeniedException');
    expect(await callAs('AKIASTRANGER', vpn)).toBe('AccessDeniedException');
    expect(await callAs(keyOf('internet'), shared.function('authorizer').definition.name)).toBe(
      'AccessDeniedException',
    );
  });
});
