import { createHash } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { ForkedGateway } from './fork-gateway.js';
import { HELLO } from './models.js';
import { readSlowly } from './read-slowly.js';
import { tokenFor } from './tokens.js';

/** A stream of many chunks of 64 KiB each. */
export interface FloodOrder {
  readonly accept: string;
  readonly chunks: number;
  /** Of the reader, between two reads. */
  readonly pauseMs: number;
}

/** What was seen while the stream passed. */
export interface FloodFigures {
  readonly receivedBytes: number;
  readonly sha256: string;
  /** The end of what was received, for a look at how it ended. */
  readonly tail: string;
  /** The most memory that the gateway held. */
  readonly peakResidentBytes: number;
  /** The most that the upstream was ahead of the reader: what all buffers in between held together. */
  readonly peakAheadBytes: number;
  readonly durationMs: number;
}

const CHUNK_BYTES = 65_536;
/** A look at memory and upstream after so many reads: often enough for a peak, too seldom to slow things down. */
const READS_PER_SAMPLE = 20;
const TAIL_LENGTH = 64;

/** Has the sandbox send a flood through a gateway, and reads it at its own pace. */
export async function flood(sandbox: Sandbox, gateway: ForkedGateway, order: FloodOrder): Promise<FloodFigures> {
  const { accept, chunks, pauseMs } = order;
  await sandbox.faults.set('internet', { fault: 'flood', chunks, chunkBytes: CHUNK_BYTES });
  sandbox.forgetRequests();
  const sha256 = createHash('sha256');
  const seen = { reads: 0, receivedBytes: 0, tail: '', peakResidentBytes: 0, peakAheadBytes: 0 };
  const sample = (): void => {
    const sentBytes = sandbox.exchanges('internet')[0]?.responseBytes ?? 0;
    seen.peakResidentBytes = Math.max(seen.peakResidentBytes, gateway.residentBytes() ?? 0);
    seen.peakAheadBytes = Math.max(seen.peakAheadBytes, sentBytes - seen.receivedBytes);
  };
  const onRead = (chunk: Buffer): void => {
    seen.receivedBytes += chunk.length;
    seen.tail = (seen.tail + chunk.subarray(-TAIL_LENGTH).toString('latin1')).slice(-TAIL_LENGTH);
    sha256.update(chunk);
    if ((seen.reads += 1) % READS_PER_SAMPLE === 0) sample();
  };
  const authorization = `Bearer ${await tokenFor(sandbox)}`;
  const headers = { accept, authorization, 'content-type': 'application/json' };
  const startedAtMs = performance.now();
  const url = `${gateway.url}/internet/bedrock/invoke-stream`;
  await readSlowly({ url, headers, body: JSON.stringify(HELLO), pauseMs, onRead });
  return { ...seen, sha256: sha256.digest('hex'), durationMs: performance.now() - startedAtMs };
}
