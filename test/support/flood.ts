import { createHash } from 'node:crypto';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { ForkedGateway } from './fork-gateway.js';
import { HELLO } from './models.js';
import { readSlowly } from './read-slowly.js';
import { tokenFor } from './tokens.js';

/** A stream of many chunks of 64 KiB each, to a reader that now and then stops. */
export interface FloodOrder {
  readonly accept: string;
  readonly chunks: number;
  /** How long the reader stops; 0 for one that reads as fast as it can. */
  readonly stopMs: number;
}

/** What was seen while the stream passed. */
export interface FloodFigures {
  readonly receivedBytes: number;
  readonly receivedSha256: string;
  /** The end of what was received. */
  readonly tail: string;
  /** The most memory that the gateway held; 0 where the system does not tell. */
  readonly peakResidentBytes: number;
  readonly durationMs: number;
}

const CHUNK_BYTES = 65_536;
/** A look at the memory after so many reads: often enough for a peak, too seldom to slow things down. */
const READS_PER_SAMPLE = 10;
const READS_PER_STOP = 250;
const TAIL_LENGTH = 64;

/** Has the sandbox send a flood through a gateway by the internet route, and reads it. */
export async function flood(sandbox: Sandbox, gateway: ForkedGateway, order: FloodOrder): Promise<FloodFigures> {
  const { accept, chunks, stopMs } = order;
  await sandbox.faults.set('internet', { fault: 'flood', chunks, chunkBytes: CHUNK_BYTES });
  sandbox.forgetRequests();
  const sha256 = createHash('sha256');
  const seen = { receivedBytes: 0, tail: '', peakResidentBytes: 0 };
  let reads = 0;
  const onRead = (chunk: Buffer): number => {
    reads += 1;
    sha256.update(chunk);
    seen.receivedBytes += chunk.length;
    seen.tail = (seen.tail + chunk.subarray(-TAIL_LENGTH).toString('latin1')).slice(-TAIL_LENGTH);
    if (reads % READS_PER_SAMPLE === 0) {
      seen.peakResidentBytes = Math.max(seen.peakResidentBytes, gateway.residentBytes() ?? 0);
    }
    return reads % READS_PER_STOP === 0 ? stopMs : 0;
  };
  const authorization = `Bearer ${await tokenFor(sandbox)}`;
  const headers = { accept, authorization, 'content-type': 'application/json' };
  const startedAtMs = performance.now();
  const url = `${gateway.url}/internet/bedrock/invoke-stream`;
  await readSlowly({ url, headers, body: JSON.stringify(HELLO), onRead });
  return { ...seen, receivedSha256: sha256.digest('hex'), durationMs: performance.now() - startedAtMs };
}
