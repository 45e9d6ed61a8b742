import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How long something took, in microseconds. */
export interface Microseconds {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What the compiled load has found. */
export interface LoadFigures {
  readonly requests: number;
  readonly failures: number;
  /** What was wrong with the first of them, e.g. `status 503`. */
  readonly firstFailure?: string;
  readonly seconds: number;
  readonly bodyBytes: number;
  readonly firstByteUs: Microseconds;
  readonly totalUs: Microseconds;
  /** Of a stream, if it was told how long a frame is. */
  readonly frames?: number;
  readonly frameGapUs?: Microseconds;
}

/** A load in a closed loop: each connection asks again as soon as it is answered. */
export interface Load {
  readonly connections: number;
  readonly seconds: number;
  readonly maxRequests?: number;
  /** Bytes of one frame of a streamed answer, to find where one begins. */
  readonly frameBytes?: number;
}

/** What is begun is brought to its end after the time of a load is over. */
const GRACE_MS = 60_000;

/** On a machine that has no time for it, a short load ends before the first answer: then it gets longer ones. */
const PATIENCE_S = 10;

/** Somebody failed a request: then there is nothing to be said about how fast it is. */
export class RequestsFailed extends Error {
  override readonly name = 'RequestsFailed';
}

/**
 * Puts a load on a port, and waits until it is over.
 *
 * @param program the compiled load, see `bench/native/`
 * @param who for messages
 * @throws RequestsFailed if any answer was not whole or not 200, or if there was none in a time that is long enough
 */
export async function putLoad(program: string, who: string, target: Target, load: Load): Promise<LoadFigures> {
  const words = Object.entries({
    port: target.port,
    requests: target.requestsFile,
    connections: load.connections,
    seconds: load.seconds,
    'max-requests': load.maxRequests,
    'frame-bytes': load.frameBytes,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  const timeout = load.seconds * 1_000 + GRACE_MS;
  const { stdout } = await promisify(execFile)(program, words, { timeout, killSignal: 'SIGKILL' });
  const figures = JSON.parse(stdout) as LoadFigures;
  if (figures.failures > 0) {
    const { failures, firstFailure = 'no reason', requests } = figures;
    throw new RequestsFailed(`${who}: ${failures} requests failed (${firstFailure}), ${requests} were answered`);
  }
  if (figures.requests > 0) return figures;
  if (load.seconds >= PATIENCE_S) throw new RequestsFailed(`${who}: nothing was answered in ${load.seconds} s`);
  return putLoad(program, who, target, { ...load, seconds: load.seconds * 4 });
}

/** Where a load goes. */
export interface Target {
  readonly port: number;
  /** Whole requests as they go over the wire, one behind the other; they are taken in turn. */
  readonly requestsFile: string;
}
