import { expect, it } from 'vitest';
import { startSandbox, type Fault, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { forkGateway, type ForkedGateway } from '../support/fork-gateway.js';
import { isFullProof, reportProof, runsOf } from '../support/proof.js';
import { readServerSentEvents } from '../support/read-sse.js';
import { readStreamChunks } from '../support/read-stream-chunks.js';
import { tokenFor } from '../support/tokens.js';
import { atIntervals } from './at-intervals.js';
import { deltaOf, echoOf } from './echo.js';
import { startChild } from './start-child.js';
import { MemoryWatch } from './watch-memory.js';

const STREAMS = runsOf({ sample: 60, full: 1_000 });
/** Between the beginnings of two streams. */
const INTERVAL_MS = 10;
const WORDS = runsOf({ sample: 10, full: 30 });
/** Streams so slow that all are open before the first ends; in the sample they even wait for each other. */
const SLOWNESS: Fault = isFullProof() ? { fault: 'slow', delayMs: 1_000 } : { fault: 'stall', after: 3 };

/** Two sockets with what hangs on them, and the stream's own state. */
const MAX_BYTES_PER_STREAM = 300_000;
const SETTLED = { timeout: 60_000 };
/** The sandbox lets a connection wait for its next request for 65 seconds. */
const CLOSED_WHEN_IDLE = { timeout: 90_000, interval: 1_000 };

const SSE = 'text/event-stream';
const FRAMES = 'application/vnd.amazon.eventstream';

it(`${STREAMS} slow streams get each their own chunks, and leave nothing`, { timeout: 240_000 }, async () => {
  await using sandbox = await startSandbox();
  // The sandbox has enough to do with so many streams.
  await using aws = await startChild<{ readonly url: string }>('lean-aws', '0');
  await using gateway = await forkGateway(sandbox, {
    GATEWAY_MAX_IN_FLIGHT: String(STREAMS),
    AWS_ENDPOINT_URL_DYNAMODB: aws.greeting.url,
  });
  const authorization = `Bearer ${await tokenFor(sandbox)}`;
  await Promise.all([
    readStream(gateway, authorization, 'warm', SSE),
    readStream(gateway, authorization, 'up', FRAMES),
  ]);
  const before = { bytes: Number(gateway.residentBytes()), openFiles: Number(gateway.openFiles()) };

  using memory = new MemoryWatch(gateway);
  const openFiles: number[] = [];
  // The second time shows what the first has left behind: connections that wait for their next request are used again.
  for (const round of [1, 2]) {
    await holdAll({ sandbox, gateway, authorization }, round);
    openFiles.push(Number(gateway.openFiles()));
  }
  const [afterFirst = 0, afterSecond = 0] = openFiles;
  expect(afterSecond - afterFirst).toBeLessThan(STREAMS / 4);
  const bytesPerStream = (memory.peakBytes - before.bytes) / STREAMS;
  // Node warns there of listeners that pile up.
  expect(gateway.errors).toBe('');
  if (isFullProof()) await expectNothingHeld(gateway, { bytesPerStream, openFiles: before.openFiles });
  reportProof({
    proof: 'slow-streams',
    figures: {
      streams: STREAMS,
      kilobytesPerStream: Math.round(bytesPerStream / 1_000),
      openFilesBefore: before.openFiles,
      openFilesAfterFirst: afterFirst,
      openFilesAfterSecond: afterSecond,
      openFilesWhenIdle: Number(gateway.openFiles()),
    },
  });
});

interface Stand {
  readonly sandbox: Sandbox;
  readonly gateway: ForkedGateway;
  readonly authorization: string;
}

async function expectNothingHeld(
  gateway: ForkedGateway,
  { bytesPerStream, openFiles }: { readonly bytesPerStream: number; readonly openFiles: number },
): Promise<void> {
  expect(bytesPerStream).toBeLessThan(MAX_BYTES_PER_STREAM);
  await expect.poll(() => Number(gateway.openFiles()), CLOSED_WHEN_IDLE).toBeLessThanOrEqual(openFiles);
}

/** Has as many streams as there are places open at the same time, and compares each with what was asked. */
async function holdAll({ sandbox, gateway, authorization }: Stand, round: number): Promise<void> {
  await sandbox.faults.set('internet', SLOWNESS);
  const questions = Array.from({ length: STREAMS }, (_, stream) =>
    Array.from({ length: WORDS }, (_, word) => `round-${round}-stream-${stream}-word-${word}`).join(' '),
  );
  const streams = atIntervals(STREAMS, INTERVAL_MS, (stream) =>
    readStream(gateway, authorization, questions[stream] ?? '', stream % 2 === 0 ? SSE : FRAMES),
  );
  const status = async (): Promise<unknown> =>
    (await fetch(`${gateway.url}/status`, { headers: { authorization } })).json();
  const allOpen = async (): Promise<void> => {
    await expect.poll(status, SETTLED).toMatchObject({ requestsInFlight: STREAMS });
    await sandbox.faults.clear();
  };
  const [received] = await Promise.all([streams, allOpen()]);
  expect(received).toEqual(questions.map((question) => echoOf(question).deltas));
  await expect.poll(status, SETTLED).toMatchObject({ requestsInFlight: 0, problemsByStatus: {} });
}

/** Reads a stream to its end, and returns the pieces of text in it. @throws if it is not whole. */
async function readStream(
  { url }: ForkedGateway,
  authorization: string,
  question: string,
  accept: string,
): Promise<string[]> {
  const headers = { authorization, accept, 'content-type': 'application/json' };
  const response = await fetch(`${url}/internet/bedrock/invoke-stream`, {
    method: 'POST',
    headers,
    body: echoOf(question).envelope,
  });
  expect(response.status).toBe(200);
  const bytes = Buffer.from(await response.arrayBuffer());
  const chunks = accept === SSE ? chunksOf(bytes.toString('utf8')) : readStreamChunks(bytes);
  expect(JSON.parse(chunks[0] ?? '{}')).toMatchObject({ type: 'message_start' });
  expect(JSON.parse(chunks.at(-1) ?? '{}')).toMatchObject({ type: 'message_stop' });
  return chunks.flatMap((chunk) => deltaOf(chunk) ?? []);
}

function chunksOf(text: string): string[] {
  const events = readServerSentEvents(text);
  expect(events.pop()).toEqual({ event: 'end', data: '{}' });
  return events.map(({ data }) => data);
}
