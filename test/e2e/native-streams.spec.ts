import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { callNative, INVOKE, STREAM_CALLS } from '../support/native-calls.js';
import { readToTheEnd, splitFrames } from '../support/read-stream-chunks.js';
import { shareSystem } from '../support/share-system.js';
import { onlyCallOf, wayOf } from '../support/traffic.js';

const FRAMES = 'application/vnd.amazon.eventstream';

/** The exceptions that may end a stream, and what the record says of each. Source: `ResponseStream` in the Bedrock Runtime model. */
const EXCEPTIONS = [
  ['internalServerException', 'InternalServerException'],
  ['modelStreamErrorException', 'ModelStreamErrorException'],
  ['modelTimeoutException', 'ModelTimeoutException'],
  ['serviceUnavailableException', 'ServiceUnavailableException'],
  ['throttlingException', 'ThrottlingException'],
  ['validationException', 'ValidationException'],
] as const;

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

const sentByUpstream = (): Buffer => onlyCallOf(system).responseBody ?? Buffer.alloc(0);

describe.each(STREAM_CALLS)('$operation', (call) => {
  it.each(['*/*', 'text/event-stream', 'application/json', FRAMES])(
    'answers in frames whatever is accepted: %s',
    async (accept) => {
      const response = await callNative(system, call, { headers: { accept } });
      expect(response.headers.get('content-type')).toBe(FRAMES);
      const { bytes, isWhole } = await readToTheEnd(response);
      expect(isWhole).toBe(true);
      expect(splitFrames(bytes).length).toBeGreaterThan(3);
      expect(bytes).toEqual(sentByUpstream());
    },
  );

  describe.each(EXCEPTIONS)('a stream that ends in %s', (exceptionType, errorType) => {
    it.each([0, 2])('after %i frames passes untouched, and is on record for what it was', async (after) => {
      await system.sandbox.faults.set('internet', { fault: 'exception', exceptionType, after });
      const response = await callNative(system, call);
      expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:ok', method: 'internet' });
      const { bytes, isWhole } = await readToTheEnd(response);
      expect(isWhole).toBe(true);
      expect(bytes).toEqual(sentByUpstream());
      expect(splitFrames(bytes)).toHaveLength(after + 1);
      expect(splitFrames(bytes).at(-1)?.includes(exceptionType)).toBe(true);
      await expectBroken(response, errorType);
    });
  });

  it.each([0, 2])(
    'a frame with a wrong checksum after %i passes untouched, and then the connection is cut',
    async (n) => {
      await system.sandbox.faults.set('internet', { fault: 'crc', after: n });
      const response = await callNative(system, call);
      expect(response.status).toBe(200);
      const { bytes, isWhole } = await readToTheEnd(response);
      expect(isWhole).toBe(false);
      const sent = sentByUpstream();
      expect(bytes).toEqual(sent.subarray(0, bytes.length));
      // The damaged frame itself is among what was passed on.
      expect(splitFrames(bytes).length).toBeGreaterThan(n);
      await expectBroken(response, 'UpstreamException');
    },
  );

  it.each([0, 2])('a cut in the middle of a frame after %i cuts the connection', async (after) => {
    await system.sandbox.faults.set('internet', { fault: 'cut', after });
    const response = await callNative(system, call, { prefix: '/internet' });
    expect(response.status).toBe(200);
    const { bytes, isWhole } = await readToTheEnd(response);
    expect(isWhole).toBe(false);
    const sent = sentByUpstream();
    expect(bytes).toEqual(sent.subarray(0, bytes.length));
    expect(splitFrames(bytes)).toHaveLength(after);
    await expectBroken(response, 'UpstreamException');
  });

  it('a silence that outlasts the deadline cuts the connection', async () => {
    await system.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    const response = await callNative(system, call, { headers: { 'x-request-timeout-ms': '300' } });
    const { bytes, isWhole } = await readToTheEnd(response);
    expect(isWhole).toBe(false);
    expect(splitFrames(bytes)).toHaveLength(1);
    await system.sandbox.faults.clear();
    const record = await system.recordOf(response);
    expect(record).toMatchObject({ outcome: 'partial', errorType: 'ModelTimeoutException' });
    expect(record).toMatchObject({ attempts: [{ route: 'internet', outcome: 'timeout' }] });
  });

  it('a connection that is reset before the first frame is an error, not a stream', async () => {
    await system.sandbox.faults.set('internet', { fault: 'reset-after-headers' });
    const response = await callNative(system, call, { prefix: '/internet' });
    expect(response.status).toBe(502);
    expect(response.headers.get('x-amzn-errortype')).toBe('UpstreamException');
    expect(await system.recordOf(response)).toMatchObject({ outcome: 'failed', errorType: 'UpstreamException' });
  });

  async function expectBroken(response: Response, errorType: string): Promise<void> {
    expect(await system.recordOf(response)).toMatchObject({
      operation: call.operation,
      streamed: true,
      outcome: 'partial',
      success: false,
      statusCode: 200,
      errorType,
      attempts: [{ route: 'internet', transport: 'direct', outcome: 'stream-broken' }],
    });
    await system.sandbox.faults.clear();
    const next = await callNative(system, INVOKE, { prefix: '/internet' });
    expect(wayOf(next)).toEqual({ status: 200, attempts: 'internet:ok', method: 'internet' });
  }
});

it('an answer in one piece that is cut in the middle is cut here, too', async () => {
  await system.sandbox.faults.set('internet', { fault: 'cut' });
  const response = await callNative(system, INVOKE, { prefix: '/internet' });
  const { bytes, isWhole } = await readToTheEnd(response);
  expect(isWhole).toBe(false);
  const sent = sentByUpstream();
  expect(bytes).toEqual(sent.subarray(0, bytes.length));
  expect(await system.recordOf(response)).toMatchObject({ outcome: 'partial', errorType: 'UpstreamException' });
});

it('a stream that begins with a page is no stream', async () => {
  await system.sandbox.faults.set('internet', { fault: 'html' });
  await system.sandbox.faults.set('vpn', { fault: 'html' });
  for (const call of STREAM_CALLS) {
    await expectNativeProblem(await callNative(system, call), 502, 'UpstreamException');
  }
});
