import { once } from 'node:events';
import { constants, type OutgoingHttpHeaders } from 'node:http2';
import { BedrockRuntime } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerTo, openClient, type Http2Client } from '../../apps/gateway/src/listener/testing/http2-client.js';
import { untilQuiet } from '../../apps/gateway/src/testing/loopback-app.js';
import type { StoredRecord } from '../support/audit-records.js';
import { HELLO } from '../support/models.js';
import { INVOKE } from '../support/native-calls.js';
import { post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { startSystem } from '../support/system.js';

const BODY = JSON.stringify(HELLO);
const FRAMES = 'application/vnd.amazon.eventstream';
const JSON_TO_FRAMES = { 'content-type': 'application/json', accept: FRAMES };
const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = constants;

const system = shareSystem();
let client: Http2Client;
beforeEach(async () => {
  system.sandbox.forgetRequests();
  client = await openClient(system.url);
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await system.sandbox.faults.clear();
});

async function headersFor(path: string, more: OutgoingHttpHeaders = {}): Promise<OutgoingHttpHeaders> {
  const authorization = `Bearer ${await system.token()}`;
  return { ':path': path, authorization, 'content-type': 'application/json', ...more };
}

async function recordOf(requestId: unknown): Promise<StoredRecord | undefined> {
  return (await system.records()).find((record) => record['requestId'] === requestId);
}

describe('over HTTP/2 with prior knowledge', () => {
  it('a seed path answers with the same bytes as over HTTP/1.1', async () => {
    const { body } = await client.fetch(await headersFor('/internet/bedrock/invoke'), BODY);
    expect(body).toBe(await (await post(system, '/internet/bedrock/invoke', HELLO)).text());
  });

  it('a path of Bedrock is taken as it is written', async () => {
    const { status, body } = await client.fetch(await headersFor(`/vpn${INVOKE.path}`), INVOKE.body);
    const [exchange] = system.sandbox.exchanges('vpn');
    expect([status, body]).toEqual([200, exchange?.responseBody?.toString()]);
    expect(exchange).toMatchObject({ operation: 'InvokeModel', modelId: INVOKE.modelId, httpVersion: '1.1' });
  });

  it('a stream comes frame by frame, untouched', async () => {
    const headers = await headersFor('/bedrock/invoke-stream', { accept: FRAMES });
    await system.sandbox.faults.set('internet', { fault: 'stall', after: 2 });
    const stream = client.open(headers, BODY);
    const answer = answerTo(stream);
    await once(stream, 'data');
    await system.sandbox.faults.clear();
    const { headers: answered, body, isWhole } = await answer;
    expect([answered['content-type'], isWhole]).toEqual([FRAMES, true]);
    expect(body).toBe(system.sandbox.exchanges('internet')[0]?.responseBody?.toString());
  });

  it('the record has the address of the caller, whatever a header says', async () => {
    const forged = { 'x-forwarded-for': '10.9.9.9', forwarded: 'for=10.9.9.9' };
    const { headers } = await client.fetch(await headersFor('/bedrock/invoke', forged), BODY);
    expect(await recordOf(headers['x-request-id'])).toMatchObject({ sourceIP: '127.0.0.1', outcome: 'complete' });
  });

  it('a data class with spaces around it is the same class', async () => {
    const headers = await headersFor('/bedrock/invoke', { 'x-data-classification': ' cui ' });
    expect((await client.fetch(headers, BODY)).headers['x-routing-method']).toBe('vpn');
    expect(system.sandbox.exchanges('internet')).toEqual([]);
  });

  it('whoever has no token is told so before the upload is over', async () => {
    const stream = client.session.request({ ':method': 'POST', ':path': '/bedrock/invoke' });
    stream.write('{');
    expect(await answerTo(stream)).toMatchObject({ status: 401, rstCode: 0 });
  });

  it('a stream that breaks off is reset', async () => {
    await system.sandbox.faults.set('internet', { fault: 'cut', after: 2 });
    const headers = await headersFor('/internet/bedrock/invoke-stream', { accept: FRAMES });
    const answer = await client.fetch(headers, BODY);
    expect(answer).toMatchObject({ status: 200, isWhole: false, rstCode: NGHTTP2_INTERNAL_ERROR });
    expect(answer.body.length).toBeGreaterThan(0);
    expect(await recordOf(answer.headers['x-request-id'])).toMatchObject({ outcome: 'partial' });
  });

  it('a caller who resets a stream ends the call to Bedrock', async () => {
    await system.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    const stream = client.open(await headersFor('/bedrock/invoke-stream', { accept: FRAMES }), BODY);
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    stream.close(NGHTTP2_CANCEL);
    await expect.poll(() => system.sandbox.exchanges('internet')[0]?.aborted).toBe(true);
    expect(await recordOf(headers['x-request-id'])).toMatchObject({ outcome: 'client-gone' });
  });

  it('a reader who stops stops the model', async () => {
    const madeOfMegabytes = { chunks: 200, chunkBytes: 65_536 };
    await system.sandbox.faults.set('internet', { fault: 'flood', ...madeOfMegabytes });
    const stream = client.open(await headersFor('/internet/bedrock/invoke-stream', { accept: FRAMES }), BODY);
    await once(stream, 'response');
    const sentBytes = (): number => system.sandbox.exchanges('internet')[0]?.responseBytes ?? 0;
    await untilQuiet(sentBytes);
    expect(sentBytes()).toBeLessThan(12_000_000);
    const { body, isWhole } = await answerTo(stream);
    expect(isWhole).toBe(true);
    expect(body.length).toBeGreaterThan(200 * 65_536);
  });

  it("the AWS SDK's own client needs no setting but the endpoint and the token", async () => {
    const token = { token: await system.token() };
    const settings = { endpoint: system.url, region: 'us-east-1', token, authSchemePreference: ['httpBearerAuth'] };
    const sdk = new BedrockRuntime(settings);
    const { modelId = '', body = '' } = INVOKE;
    const answers = await Promise.all([1, 2, 3].map(() => sdk.invokeModel({ modelId, body })));
    const { body: chunks = [] } = await sdk.invokeModelWithResponseStream({ modelId, body });
    let streamedBytes = 0;
    for await (const { chunk } of chunks) streamedBytes += chunk?.bytes?.length ?? 0;
    sdk.destroy();
    expect(answers.map(({ $metadata }) => $metadata.httpStatusCode)).toEqual([200, 200, 200]);
    expect(streamedBytes).toBeGreaterThan(0);
  });
});

it('a gateway that stops closes idle sessions, and lets a stream at work end', async () => {
  await using stopping = await startSystem();
  await using idle = await openClient(stopping.url);
  await using working = await openClient(stopping.url);
  const isIdleClosed = once(idle.session, 'close');
  await stopping.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
  const authorization = `Bearer ${await stopping.token()}`;
  const stream = working.open({ ':path': '/bedrock/invoke-stream', authorization, ...JSON_TO_FRAMES }, BODY);
  const answer = answerTo(stream);
  await once(stream, 'response');
  const closed = stopping.app.close();
  await isIdleClosed;
  await stopping.sandbox.faults.clear();
  expect(await answer).toMatchObject({ status: 200, isWhole: true });
  await closed;
});
