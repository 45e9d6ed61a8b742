import { AuditTrail } from '@app/audit';
import { BedrockCallError, type BedrockReply } from '@app/bedrock';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Request } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBody, createReply } from '../testing/create-reply.js';
import { chunkFrame, exceptionFrame } from '../testing/event-stream-frames.js';
import { openSocket, readToEnd, startLoopbackApp, type LoopbackApp } from '../testing/loopback-app.js';
import { auditModule, readRecords, useMemorySink } from '../testing/memory-audit.js';
import { ReplyDelivery } from './reply-delivery.js';
import type { ReplyWriter } from './reply-writers/reply-writer.js';
import { writeBytes } from './reply-writers/write-bytes.js';
import { writeServerSentEvents } from './reply-writers/write-sse.js';

const UPSTREAM_ID = '11111111-2222-3333-4444-555555555555';

describe('ReplyDelivery', () => {
  let testing: TestingModule;
  /** Requests whose records are left to the filter. */
  let leftOpen: Request[];

  beforeEach(async () => {
    leftOpen = [];
    const builder = Test.createTestingModule({ imports: [auditModule], providers: [ReplyDelivery] });
    testing = await useMemorySink(builder).compile();
  });

  afterEach(async () => {
    // At its end the trail waits for records that are open.
    for (const request of leftOpen) {
      testing.get(AuditTrail).entryOf(request)?.finish({ outcome: 'failed', statusCode: 599 });
    }
    await testing.close();
  });

  /** An application that delivers one reply which came by the VPN route. One with its status still open is a 599. */
  const startDelivery = (reply: BedrockReply, write: ReplyWriter): Promise<LoopbackApp> =>
    startLoopbackApp(async (request, response) => {
      const { exchange } = request;
      testing.get(AuditTrail).open(request, {
        requestId: exchange.requestId,
        subject: 'app-1',
        sourceIP: '127.0.0.1',
        operation: 'InvokeModel',
        requestedRoute: 'vpn',
      });
      exchange.trace.add({ route: 'vpn', transport: 'direct', startedAtEpochMs: 0, durationMs: 1, outcome: 'ok' });
      try {
        await testing.get(ReplyDelivery).deliver(request, response, { route: 'vpn', reply }, write);
      } catch (error) {
        response.status(599).end();
        leftOpen.push(request);
        return error;
      }
      return 'delivered';
    });
  const recordOf = async (): Promise<Record<string, unknown>> => ({ ...(await readRecords(testing))[0] });

  it('leaves the status open and the record to the filter where nothing has been written', async () => {
    const body = createBody();
    body.destroy(new BedrockCallError('stream-broken', 'idle'));
    const reply = createReply(body, { inspection: { bodyBytes: 7, usage: { inputTokens: 3 } } });
    await using app = await startDelivery(reply, writeBytes);
    expect((await fetch(app.url)).status).toBe(599);
    expect(await app.handled()).toMatchObject({ reason: 'idle' });
    expect(await recordOf()).toEqual({});
  });

  it('records an answer that broke off as partial, with what was seen of it, and breaks the connection', async () => {
    const body = createBody();
    const inspection = { bodyBytes: 120, usage: { inputTokens: 3, outputTokens: 5 } };
    await using app = await startDelivery(createReply(body, { inspection }), writeBytes);
    body.push('half');
    const answer = await fetch(app.url);
    body.destroy(new BedrockCallError('stream-broken', 'cut'));
    await expect(answer.text()).rejects.toThrow('terminated');
    expect(await app.handled()).toBe('delivered');
    expect(await recordOf()).toMatchObject({
      outcome: 'partial',
      statusCode: 200,
      success: false,
      errorType: 'UpstreamException',
      responseSize: 120,
      inputTokens: 3,
      outputTokens: 5,
      attempts: [{ route: 'vpn', outcome: 'stream-broken' }],
    });
  });

  it('records a stream whose time ran out as partial', async () => {
    const body = createBody();
    await using app = await startDelivery(createReply(body), writeServerSentEvents);
    body.push(chunkFrame('{}'));
    const answer = await fetch(app.url);
    body.destroy(new BedrockCallError('timeout', 'deadline'));
    expect(await answer.text()).toContain('event: error');
    expect(await recordOf()).toMatchObject({
      outcome: 'partial',
      statusCode: 200,
      errorType: 'DeadlineExceededException',
      attempts: [{ outcome: 'timeout' }],
    });
  });

  it('records a caller who went away, and ends the body of Bedrock', async () => {
    const body = createBody();
    await using app = await startDelivery(createReply(body, { inspection: { bodyBytes: 4 } }), writeBytes);
    body.push('half');
    const caller = new AbortController();
    await fetch(app.url, { signal: caller.signal });
    caller.abort();
    body.destroy(new BedrockCallError('client-gone', 'aborted'));
    await app.handled();
    expect(body.destroyed).toBe(true);
    expect(await recordOf()).toMatchObject({
      outcome: 'client-gone',
      statusCode: 499,
      errorType: 'ClientClosedRequest',
      responseSize: 4,
      attempts: [{ outcome: 'client-gone' }],
    });
  });

  it('ends the body of Bedrock where the writer fails by itself', async () => {
    const body = createBody();
    const failure = new TypeError('of the writer');
    await using app = await startDelivery(createReply(body), () => Promise.reject(failure));
    expect((await fetch(app.url)).status).toBe(599);
    expect(await app.handled()).toBe(failure);
    expect(body.destroyed).toBe(true);
  });

  it('records a whole answer with its size, its tokens and its first byte', async () => {
    const inspection = { bodyBytes: 2, usage: { inputTokens: 3, outputTokens: 5, cacheReadTokens: 1 } };
    await using app = await startDelivery(createReply(['{}'], { inspection }), writeBytes);
    await (await fetch(app.url)).text();
    await app.handled();
    const record = await recordOf();
    expect(record).toMatchObject({
      outcome: 'complete',
      statusCode: 200,
      success: true,
      responseSize: 2,
      inputTokens: 3,
      outputTokens: 5,
      cacheReadTokens: 1,
      attempts: [{ route: 'vpn', outcome: 'ok' }],
    });
    expect(record['firstByteMs']).toBeGreaterThanOrEqual(0);
    expect(record['firstByteMs']).toBeLessThanOrEqual(Number(record['latency']));
    expect(record).not.toHaveProperty('errorType');
  });

  it('records an exception inside a stream that was passed on whole', async () => {
    const reply = createReply([exceptionFrame('throttlingException')], {
      inspection: { bodyBytes: 90, exceptionType: 'throttlingException' },
    });
    await using app = await startDelivery(reply, writeBytes);
    await (await fetch(app.url)).arrayBuffer();
    await app.handled();
    expect(await recordOf()).toMatchObject({ outcome: 'partial', success: false, errorType: 'ThrottlingException' });
  });

  it("says which way the answer came, and passes on Bedrock's own counts and no other header", async () => {
    const headers = {
      'x-amzn-bedrock-input-token-count': '3',
      'x-amzn-bedrock-invocation-latency': '120',
      'x-amzn-bedrock-x\r\nx': 'never',
      'x-amzn-requestid': 'never',
      'set-cookie': 'never',
      server: 'never',
    };
    await using app = await startDelivery(createReply(['{}'], { headers }), writeBytes);
    const answer = await fetch(app.url);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-routing-method': 'vpn',
      'x-routing-attempts': 'vpn:ok',
      'x-source-partition': 'govcloud',
      'x-destination-partition': 'commercial',
      'x-upstream-request-id': UPSTREAM_ID,
      'x-amzn-bedrock-input-token-count': '3',
      'x-amzn-bedrock-invocation-latency': '120',
    });
    expect([...answer.headers.values()].join()).not.toContain('never');
  });

  it('cuts off a broken answer behind the last byte that was written', async () => {
    const body = createBody();
    await using app = await startDelivery(createReply(body), writeBytes);
    body.push('half');
    const socket = await openSocket(app.port);
    const text = readToEnd(socket);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.once('data', () => body.destroy(new BedrockCallError('stream-broken', 'cut')));
    expect(await text).toMatch(/half\r\n$/);
  });
});
