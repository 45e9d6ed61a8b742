import { afterEach, beforeEach, expect, it } from 'vitest';
import { HELLO } from '../support/models.js';
import { callNative, CONVERSE_STREAM, INVOKE_STREAM } from '../support/native-calls.js';
import { post } from '../support/post.js';
import { readStreamChunks, splitFrames } from '../support/read-stream-chunks.js';
import { shareSystem } from '../support/share-system.js';
import { onlyCallOf } from '../support/traffic.js';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

const ofSeedPath = (accept: string) => () => post(system, '/bedrock/invoke-stream', HELLO, { headers: { accept } });
const inFrames = (frame: Buffer): Buffer => frame;
const inEvents = (frame: Buffer): Buffer => Buffer.from(`data: ${readStreamChunks(frame)[0]}\n\n`);

it.each([
  { name: 'server-sent events', ask: ofSeedPath('text/event-stream'), inForm: inEvents },
  { name: 'frames', ask: ofSeedPath('application/vnd.amazon.eventstream'), inForm: inFrames },
  { name: INVOKE_STREAM.operation, ask: () => callNative(system, INVOKE_STREAM), inForm: inFrames },
  { name: CONVERSE_STREAM.operation, ask: () => callNative(system, CONVERSE_STREAM), inForm: inFrames },
])('$name: the first chunk is with the caller before the model has made the second', async ({ ask, inForm }) => {
  await system.sandbox.faults.set('internet', { fault: 'stall', after: 1 });
  const reader = ((await ask()).body ?? new ReadableStream<Uint8Array>()).getReader();
  const { value: first } = await reader.read();
  // The upstream holds the stream behind its first frame, and will until the fault is cleared.
  const frame = onlyCallOf(system).responseBody ?? Buffer.alloc(0);
  expect(onlyCallOf(system).endedAtEpochMs).toBeUndefined();
  expect(splitFrames(frame)).toEqual([frame]);
  expect(Buffer.from(first ?? [])).toEqual(inForm(frame));
  await system.sandbox.faults.clear();
  while (!(await reader.read()).done);
  expect(onlyCallOf(system)).toMatchObject({ endedAtEpochMs: expect.any(Number), aborted: false });
});
