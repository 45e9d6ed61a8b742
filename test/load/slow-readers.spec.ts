import { expect, it } from 'vitest';
import { startSandbox, type Exchange, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { forkGateway, type ForkedGateway } from '../support/fork-gateway.js';
import { HELLO } from '../support/models.js';
import { isFullProof, reportProof, runsOf } from '../support/proof.js';
import { tokenFor } from '../support/tokens.js';
import { PROBED_MODEL } from '../support/traffic.js';
import { atIntervals } from './at-intervals.js';
import { quantile } from './child/load.js';
import { startChild } from './start-child.js';
import { stallOn } from './stalled-client.js';
import { MemoryWatch } from './watch-memory.js';

const READERS = runsOf({ sample: 30, full: 199 });
/** How many others have stopped reading meanwhile. */
const STALLED = isFullProof() ? [0, 1, 20] : [0, 1];
/** Between two readers. */
const INTERVAL_MS = 10;
const ROUNDS = runsOf({ sample: 1, full: 6 });
/** Of the readers: 20 chunks of 4 KiB, so that each takes its turn many times. */
const READ = { fault: 'flood', chunks: 20, chunkBytes: 4_096 } as const;
/** Of those who do not read: 128 MiB, of which nobody may hold more than what sockets hold. */
const UNREAD = { fault: 'flood', chunks: 2_048, chunkBytes: 65_536 } as const;
/**
 * Two hops, at each a socket's buffers at both ends, which Linux sizes by itself: up to 26 MB were seen. Whoever does not
 * hold back takes all there is. Source: tcp(7), `tcp_rmem` and `tcp_wmem`.
 */
const MAX_UNREAD_BYTES = 48 * 1_024 * 1_024;
const MAX_P99_RATIO = 1.5;
const MAX_GROWTH_BYTES = 120_000_000;

const NO_BOUNDS = { ratio: Infinity, growthBytes: Infinity };

const BODY = JSON.stringify(HELLO);

interface Hall {
  readonly sandbox: Sandbox;
  readonly gateway: ForkedGateway;
  readonly headers: Readonly<Record<string, string>>;
}

it(`${READERS} readers are served as well beside others who stopped`, { timeout: 300_000 }, async () => {
  await using sandbox = await startSandbox();
  // What fills the buffers keeps the sandbox busy, and its table would be late.
  await using aws = await startChild<{ readonly url: string }>('lean-aws', '0');
  await using gateway = await forkGateway(sandbox, { AWS_ENDPOINT_URL_DYNAMODB: aws.greeting.url });
  const authorization = `Bearer ${await tokenFor(sandbox)}`;
  const hall = { sandbox, gateway, headers: { authorization, 'content-type': 'application/json' } };
  await sandbox.faults.set('vpn', READ);
  await sandbox.faults.set('internet', UNREAD);
  await readAll(hall);
  const bytesBefore = Number(gateway.residentBytes());
  using memory = new MemoryWatch(gateway);
  const tookMs = STALLED.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    // One after the other, for a machine has its moods.
    for (const [index, stalled] of STALLED.entries()) tookMs[index]?.push(...(await readBeside(hall, stalled)));
  }
  const growthBytes = memory.peakBytes - bytesBefore;
  const [alone = 0, ...beside] = tookMs.map((times) => p99Of(times));
  const ratios = beside.map((p99Ms) => p99Ms / alone);
  expect(gateway.errors).toBe('');
  // Bounds are for machines that have nothing else to do.
  const bounds = isFullProof() ? { ratio: MAX_P99_RATIO, growthBytes: MAX_GROWTH_BYTES } : NO_BOUNDS;
  expect(Math.max(...ratios)).toBeLessThanOrEqual(bounds.ratio);
  expect(growthBytes).toBeLessThanOrEqual(bounds.growthBytes);
  const measured = { p99MsAlone: Math.round(alone), growthMegabytes: Math.round(growthBytes / 1_000_000) };
  const named = ratios.map(
    (ratio, index) => [`p99RatioBeside${STALLED[index + 1]}`, Number(ratio.toFixed(2))] as const,
  );
  const figures = { readers: READERS, rounds: ROUNDS, ...measured, ...Object.fromEntries(named) };
  reportProof({ proof: 'slow-readers', figures });
});

function p99Of(times: readonly number[]): number {
  const ascending = times.toSorted((a, b) => a - b);
  return quantile(ascending, 0.99);
}

/** Has all readers read while some others have stopped, and looks at what those have cost by then. */
async function readBeside(hall: Hall, stalled: number): Promise<number[]> {
  const { sandbox, gateway, headers } = hall;
  sandbox.forgetRequests();
  using stack = new DisposableStack();
  const url = `${gateway.url}/internet/bedrock/invoke-stream`;
  for (let client = 0; client < stalled; client += 1) stack.use(await stallOn(url, headers, BODY));
  const tookMs = await readAll(hall);
  const unread = unreadOf(sandbox);
  expect(unread).toHaveLength(stalled);
  for (const { endedAtEpochMs, responseBytes } of unread) {
    expect(endedAtEpochMs).toBeUndefined();
    expect(responseBytes).toBeLessThan(MAX_UNREAD_BYTES);
  }
  stack.dispose();
  await expect.poll(() => unreadOf(sandbox).every(({ aborted }) => aborted)).toBe(true);
  return tookMs;
}

const unreadOf = (sandbox: Sandbox): Exchange[] =>
  sandbox.exchanges('internet').filter(({ modelId }) => modelId !== PROBED_MODEL);

/** Has all readers ask in quick succession, and returns how long each took to the end of its stream. */
function readAll({ gateway, headers }: Hall): Promise<number[]> {
  const read = async (): Promise<number> => {
    const startedAtMs = performance.now();
    const response = await fetch(`${gateway.url}/vpn/bedrock/invoke-stream`, { method: 'POST', headers, body: BODY });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text.match(/x{4096}/g)).toHaveLength(READ.chunks);
    expect(text.endsWith('\n\nevent: end\ndata: {}\n\n')).toBe(true);
    return performance.now() - startedAtMs;
  };
  return atIntervals(READERS, INTERVAL_MS, read);
}
