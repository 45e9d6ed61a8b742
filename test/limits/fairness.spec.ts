import { expect, it } from 'vitest';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { isFullProof, reportProof, runsOf } from '../support/proof.js';
import { callsOf } from '../support/traffic.js';
import { quantile } from '../load/child/load.js';

const QUIET_REQUESTS = runsOf({ sample: 40, full: 2_000 });
/** More than the whole process takes on. */
const NOISY_AT_ONCE = 40;
const PROCESS = { GATEWAY_MAX_IN_FLIGHT: '12' };
/** A bound is for a machine that has nothing else to do. */
const MAX_P99_RATIO = isFullProof() ? 10 : Infinity;

interface Visits {
  readonly statuses: Readonly<Record<number, number>>;
  readonly p99Ms: number;
}

/** One caller's requests, one after the other. */
async function visit(system: RecordedSystem, token: string, count: number): Promise<Visits> {
  const statuses: Record<number, number> = {};
  const tookMs: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedAtMs = performance.now();
    const response = await post(system, '/vpn/bedrock/invoke', HELLO, { token });
    await response.arrayBuffer();
    tookMs.push(performance.now() - startedAtMs);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  }
  return {
    statuses,
    p99Ms: quantile(
      tookMs.toSorted((a, b) => a - b),
      0.99,
    ),
  };
}

/** Streams of one caller that the model never ends; those that are refused are over at once. */
async function hog(system: RecordedSystem, token: string, most: number): Promise<AsyncDisposable> {
  await system.sandbox.faults.set('internet', { fault: 'stall' });
  const leaving = new AbortController();
  const options = { token, signal: leaving.signal };
  const streams = Array.from({ length: NOISY_AT_ONCE }, () =>
    post(system, '/internet/bedrock/invoke-stream', HELLO, options),
  );
  await expect.poll(() => callsOf(system, 'internet').length).toBe(most);
  return {
    [Symbol.asyncDispose]: async () => {
      leaving.abort();
      await Promise.allSettled(streams);
    },
  };
}

it(
  'a caller who holds all that one may have leaves room for every request of another',
  { timeout: 60_000 },
  async () => {
    const system = await beginSystem({ env: { ...PROCESS, GATEWAY_CALLER_MAX_STREAMS: '8' } });
    await using _noise = await hog(system, await system.token({ subject: 'noisy' }), 8);
    const { statuses } = await visit(system, await system.token({ subject: 'quiet' }), QUIET_REQUESTS);
    expect(statuses).toEqual({ 200: QUIET_REQUESTS });
  },
);

it('where the operator asks for no limit, one caller can take up the whole process', { timeout: 60_000 }, async () => {
  const system = await beginSystem({ env: PROCESS });
  await using _noise = await hog(system, await system.token({ subject: 'noisy' }), 12);
  const { statuses } = await visit(system, await system.token({ subject: 'quiet' }), 3);
  expect(statuses).toEqual({ 429: 3 });
});

it(
  `a caller who never stops asking is refused, and ${QUIET_REQUESTS} requests of another are served`,
  { timeout: 300_000 },
  async () => {
    const system = await beginSystem({ env: { GATEWAY_MAX_IN_FLIGHT: '64', GATEWAY_CALLER_MAX_IN_FLIGHT: '2' } });
    const quiet = await system.token({ subject: 'quiet' });
    const noisy = await system.token({ subject: 'noisy' });
    const alone = await visit(system, quiet, QUIET_REQUESTS);
    const over = new AbortController();
    const noise: Record<number, number> = {};
    const shout = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const { statuses } = await visit(system, noisy, 1);
        for (const status of Object.keys(statuses)) noise[Number(status)] = (noise[Number(status)] ?? 0) + 1;
      }
    };
    const shouting = Array.from({ length: 4 }, shout);
    const beside = await visit(system, quiet, QUIET_REQUESTS);
    over.abort();
    await Promise.all(shouting);
    expect(beside.statuses).toEqual({ 200: QUIET_REQUESTS });
    expect(Object.keys(noise).toSorted()).toEqual(['200', '429']);
    const p99Ratio = Number((beside.p99Ms / alone.p99Ms).toFixed(2));
    expect(p99Ratio).toBeLessThanOrEqual(MAX_P99_RATIO);
    const figures = {
      quietServed: QUIET_REQUESTS,
      noisyServed: noise[200] ?? 0,
      noisyRefused: noise[429] ?? 0,
      p99Ratio,
    };
    reportProof({ proof: 'fair-shares', figures });
  },
);
