import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { LambdaGateway } from '../../apps/gateway/src/lambda/lambda-gateway.js';
import { proxyEvent } from '../../apps/gateway/src/testing/proxy-event.js';
import { RuntimeStream } from '../../apps/gateway/src/testing/runtime-stream.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords } from '../support/audit-records.js';
import { begin, complete, payload, startLambda, type LoopbackLambda } from '../support/loopback-lambda.js';
import { MODELS } from '../support/models.js';
import { environmentOf } from '../support/system.js';
import { tokenFor } from '../support/tokens.js';

const [, { modelId, body, text }] = MODELS;
const CONTEXT = { getRemainingTimeInMillis: () => 900_000 } as Context;

interface Result {
  readonly statusCode: number;
  readonly multiValueHeaders: Record<string, string[]>;
  readonly body: string;
}

let sandbox: Sandbox;
let lambda: LoopbackLambda;
/** The function that has the internet, and its sibling that has the tunnel. */
let internet: LambdaGateway;
let vpn: LambdaGateway;
let serveSibling: (event: unknown, response: ServerResponse) => Promise<unknown>;

async function start(attachment: 'internet' | 'vpn'): Promise<LambdaGateway> {
  const own = { GATEWAY_ATTACHMENT: attachment, GATEWAY_PEER_FUNCTION: 'the-other' };
  return LambdaGateway.start(loadGatewayConfig({ ...environmentOf(sandbox), ...own }));
}

beforeEach(async () => {
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
  sandbox = await startSandbox();
  for (const [name, value] of Object.entries(environmentOf(sandbox))) vi.stubEnv(name, value);
  lambda = await startLambda(async (response, event) => {
    const ended = await serveSibling(JSON.parse(event), begin(response)).then(
      () => complete(),
      () => complete('Unhandled'),
    );
    response.end(ended);
  });
  [internet, vpn] = await Promise.all([start('internet'), start('vpn')]);
});
afterEach(async () => {
  await Promise.all([internet.close(), vpn.close(), lambda[Symbol.asyncDispose]()]);
  await sandbox.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const asStream: typeof serveSibling = (event, response) => {
  const pass = (chunk: Buffer, left: () => void): void => void response.write(payload(chunk), left);
  return vpn.stream(event, new RuntimeStream(pass).stream, CONTEXT);
};

const inOnePiece: typeof serveSibling = async (event, response) => {
  response.write(payload(JSON.stringify(await vpn.answer(event, CONTEXT))));
  if (response.writableNeedDrain) await once(response, 'drain');
};

/** Asks the function that has the internet. */
async function ask(headers: object): Promise<Result> {
  const authorization = [`Bearer ${await tokenFor(sandbox)}`];
  const multiValueHeaders = { host: ['x'], authorization, 'content-type': ['application/json'], ...headers };
  const facts = {
    httpMethod: 'POST',
    path: '/bedrock/invoke',
    multiValueHeaders,
    body: JSON.stringify({ modelId, body }),
  };
  return (await internet.answer(proxyEvent(facts), CONTEXT)) as Result;
}

describe.each([
  ['as a stream', asStream],
  ['in one piece', inOnePiece],
])('a sibling that answers %s', (_how, serve) => {
  beforeEach(() => {
    serveSibling = serve;
  });

  it.each([
    ['data that may not take the internet', { 'x-data-classification': ['cui'] }, 'vpn:ok'],
    ['a request that names the tunnel', { 'x-routing-method': ['vpn'] }, 'vpn:ok'],
  ])('takes %s, and leaves the one record to the function that was asked', async (_what, headers, attempts) => {
    const answer = await ask(headers);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain(text);
    expect(answer.multiValueHeaders).toMatchObject({
      'x-routing-method': ['vpn'],
      'x-routing-attempts': [attempts],
    });
    expect(await readAuditRecords(sandbox.urls.dynamodb, 'cross-partition-requests')).toMatchObject([
      { outcome: 'complete', routingMethod: 'vpn', attempts: [{ route: 'vpn', transport: 'peer', outcome: 'ok' }] },
    ]);
  });

  it('takes what the internet did not reach', async () => {
    await sandbox.faults.set('internet', { fault: 'down' });
    const answer = await ask({});
    expect(answer.statusCode).toBe(200);
    expect(answer.multiValueHeaders['x-routing-attempts']).toEqual(['internet:unreachable,vpn:ok']);
  });

  it('tells what Bedrock refused as if there were no sibling', async () => {
    await sandbox.faults.set('vpn', { fault: 'throttle', retryAfterSeconds: 900 });
    const answer = await ask({ 'x-routing-method': ['vpn'] });
    expect(answer.statusCode).toBe(429);
    expect(answer.multiValueHeaders['retry-after']).toEqual(['900']);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { type: 'ThrottlingException', retryable: true } });
  });
});
