import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RequestsInFlight } from '../../apps/gateway/src/exchange/requests-in-flight.js';
import { HELLO } from '../support/models.js';
import { callNative, STREAM_CALLS } from '../support/native-calls.js';
import { post } from '../support/post.js';
import { isFullProof } from '../support/proof.js';
import { splitFrames } from '../support/read-stream-chunks.js';
import { shareSystem } from '../support/share-system.js';
import { ask, callsOf, NO_TRAFFIC, onlyCallOf, trafficOf } from '../support/traffic.js';

const SSE = 'text/event-stream';
/** Less than the gateway gives a single try. */
const TABLE_DELAY_MS = 400;
/** What is promised, where nothing else takes the machine's time. */
const LEFT_WITHIN_MS = isFullProof() ? 1_000 : 10_000;

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

/** A caller that has left knows no id of its request, but it was the last one. */
const lastRecord = async (): Promise<Readonly<Record<string, unknown>> | undefined> => (await system.records()).at(-1);

/** Leaves, and expects that the upstream's work ends with that, and what is on record of it. */
async function expectLeftAtOnce(caller: AbortController, record: object): Promise<void> {
  caller.abort();
  const leftAtEpochMs = Date.now();
  await expect.poll(() => onlyCallOf(system).endedAtEpochMs).toBeDefined();
  expect(onlyCallOf(system).aborted).toBe(true);
  expect(Number(onlyCallOf(system).endedAtEpochMs) - leftAtEpochMs).toBeLessThan(LEFT_WITHIN_MS);
  await expect.poll(lastRecord).toMatchObject({
    outcome: 'client-gone',
    success: false,
    statusCode: 499,
    errorType: 'ClientClosedRequest',
    attempts: [{ route: 'internet', outcome: 'client-gone' }],
    responseSize: onlyCallOf(system).responseBytes,
    ...record,
  });
}

describe.each([
  { form: 'server-sent events', accept: SSE },
  { form: 'frames', accept: 'application/vnd.amazon.eventstream' },
])('a stream in $form', ({ accept }) => {
  it.each([0, 2])('ends upstream within a second of its caller leaving, after %i chunks', async (after) => {
    await system.sandbox.faults.set('internet', { fault: 'stall', after });
    const caller = new AbortController();
    const asked = post(system, '/bedrock/invoke-stream', HELLO, { headers: { accept }, signal: caller.signal });
    if (after === 0) asked.catch(() => undefined);
    else await readUntil(await asked, after);
    await expect.poll(() => callsOf(system, 'internet')).toHaveLength(1);
    await expectLeftAtOnce(caller, { operation: 'InvokeModelWithResponseStream' });
    const record = await lastRecord();
    expect(typeof record?.['firstByteMs']).toBe(after === 0 ? 'undefined' : 'number');
    // Claude tells the tokens of the input at the start, and those of the output at the end.
    expect(typeof record?.['inputTokens']).toBe(after === 0 ? 'undefined' : 'number');
    expect(record).not.toHaveProperty('outputTokens');
  });

  /** Reads as far as the end of this many chunks, and leaves the rest of the answer open. */
  async function readUntil(response: Response, chunks: number): Promise<void> {
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
    let received = Buffer.alloc(0);
    const count = (): number =>
      accept === SSE ? received.toString().split('\n\n').length - 1 : splitFrames(received).length;
    while (count() < chunks) received = Buffer.concat([received, (await reader.read()).value ?? Buffer.alloc(0)]);
  }
});

it.each(STREAM_CALLS)('$operation ends upstream within a second of its caller leaving', async (call) => {
  await system.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
  const caller = new AbortController();
  const response = await callNative(system, call, { signal: caller.signal });
  await (response.body ?? new ReadableStream<Uint8Array>()).getReader().read();
  await expectLeftAtOnce(caller, { operation: call.operation });
});

it('a caller who leaves while the record is being written has sent nothing', async () => {
  // The first request makes the table and opens the connection to Bedrock: both are there by now.
  expect((await ask(system, '')).status).toBe(200);
  await system.records();
  system.sandbox.forgetRequests();
  await system.sandbox.faults.setStore('dynamodb', { fault: 'slow', delayMs: TABLE_DELAY_MS });
  const caller = new AbortController();
  const asked = post(system, '/bedrock/invoke', HELLO, { signal: caller.signal });
  await expect.poll(() => system.app.get(RequestsInFlight).count).toBe(1);
  caller.abort();
  await expect(asked).rejects.toThrow('aborted');
  const left = { operation: 'InvokeModel', outcome: 'client-gone', statusCode: 499, attempts: [] };
  await expect.poll(lastRecord, { timeout: 5_000 }).toMatchObject(left);
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
});
