import { describe, expect, it } from 'vitest';
import { answerTo, openClient } from '../../apps/gateway/src/listener/testing/http2-client.js';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { CONVERSE, CONVERSE_STREAM, type NativeCall } from '../support/native-calls.js';
import { headOf, RawConnection } from '../support/raw-connection.js';
import { readServerSentEvents } from '../support/read-sse.js';
import { readToTheEnd } from '../support/read-stream-chunks.js';
import { tokenFor } from '../support/tokens.js';
import { beginForked, type Forked } from './begin-forked.js';

/** What is left at the end of this is cut off. */
const LIMIT = { GATEWAY_DRAIN_TIMEOUT_MS: '100' };
const STREAM = '/bedrock/invoke-stream';
const JSON_TYPE = { 'content-type': 'application/json' };

function askNative(forked: Forked, { path, body = '' }: NativeCall): Promise<Response> {
  return forked.ask(path, { method: 'POST', headers: JSON_TYPE, body });
}

describe('what does not end in time when the gateway is told to end', () => {
  it('breaks off where its answer has begun, in every form, and is on record as partial', async () => {
    const forked = await beginForked(LIMIT);
    await forked.sandbox.faults.set('internet', { fault: 'stall', after: 2 });
    const events = await (await forked.askModel(STREAM)).answer;
    const frames = await askNative(forked, CONVERSE_STREAM);
    await using client = await openClient(forked.gateway.url);
    const authorization = `Bearer ${await tokenFor(forked.sandbox)}`;
    const overHttp2 = client.open({ ':path': STREAM, authorization, ...JSON_TYPE }, JSON.stringify(HELLO));
    const answer = answerTo(overHttp2);
    await new Promise((resolve) => overHttp2.once('response', resolve));

    forked.signal();
    const received = readServerSentEvents(await events.text());
    expect(received.map(({ event }) => event)).toEqual(['message', 'message', 'error']);
    expect(JSON.parse(received.at(-1)?.data ?? '')).toMatchObject({
      statusCode: 504,
      error: { type: 'DeadlineExceededException', retryable: false },
    });
    expect(await readToTheEnd(frames)).toMatchObject({ isWhole: false });
    expect(await answer).toMatchObject({ status: 200, body: expect.stringContaining('event: error') });
    expect(await forked.gateway.exited).toBe(0);
    const ending = { outcome: 'partial', statusCode: 200, attempts: [{ outcome: 'timeout' }] };
    expect(await forked.records()).toMatchObject([ending, ending, ending]);
  });

  it('is told so where nothing of an answer had come, and is on record as failed: the model may be at work', async () => {
    const forked = await beginForked(LIMIT);
    await forked.sandbox.faults.set('internet', { fault: 'stall' });
    const { answer } = await forked.askModel('/bedrock/invoke');
    const native = askNative(forked, CONVERSE);
    await expect.poll(() => forked.sandbox.exchanges('internet').length).toBe(2);
    forked.signal();
    const { error } = await expectProblem(await answer, 504, 'DeadlineExceededException');
    expect(error.retryable).toBe(false);
    await expectNativeProblem(await native, 408, 'ModelTimeoutException');
    expect(await forked.gateway.exited).toBe(0);
    const record = { outcome: 'failed', attempts: [{ outcome: 'timeout' }] };
    expect(await forked.records()).toMatchObject([record, record]);
  });

  it('does not keep the process where it is an upload that never ends, or a reader who does not read', async () => {
    const forked = await beginForked(LIMIT);
    const token = await tokenFor(forked.sandbox);
    await forked.sandbox.faults.set('internet', { fault: 'flood' });
    // Nobody reads it: its chunks wait, here and there, for as long as it takes.
    await (
      await forked.askModel(STREAM)
    ).answer;
    using upload = await RawConnection.open(forked.gateway.url);
    await upload.send(headOf('/bedrock/invoke', token, ['Content-Length: 100']));
    await expect.poll(async () => (await forked.ask('/status')).json()).toMatchObject({ requestsInFlight: 2 });
    forked.signal();
    expect(await forked.gateway.exited).toBe(0);
    const records = (await forked.records()).filter(({ operation }) => operation !== 'GetStatus');
    expect(records.map(({ operation, outcome }) => [operation, outcome])).toEqual([
      ['InvokeModelWithResponseStream', 'partial'],
      ['InvokeModel', 'refused'],
    ]);
  });
});
