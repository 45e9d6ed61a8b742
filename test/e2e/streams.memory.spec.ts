import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { flood } from '../support/flood.js';
import { gatewayNodeFlags } from '../../apps/sandbox/src/launch/gateway-process.js';
import { forkGateway, NODE_FLAGS } from '../support/fork-gateway.js';
import { runsOf } from '../support/proof.js';

const FORMS = [
  { form: 'server-sent events', accept: 'text/event-stream' },
  { form: 'frames', accept: 'application/vnd.amazon.eventstream' },
] as const;

/** Chunks of 64 KiB: 100 MiB of the model's text, twice what may be held of it; or a GiB. */
const CHUNKS = runsOf({ sample: 1_600, full: 16_000 });
/** So that the code is loaded, and nothing more: what a first long stream costs counts. */
const FIRST_CHUNKS = 10;
const STOP_MS = 500;
const MAX_GROWTH_BYTES = 50_000_000;

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

// The built gateway, in a process of its own: what is counted must not be the test's memory or the sandbox's.
describe(`a stream of ${CHUNKS / 16} MiB to a reader that keeps stopping`, { timeout: 600_000 }, () => {
  it.for(FORMS)('costs the gateway less than 50 MB of memory in $form', async ({ form, accept }, { skip }) => {
    await using sandbox = await startSandbox();
    await using gateway = await forkGateway(sandbox);
    if (gateway.residentBytes() === undefined) skip('This system does not tell how much memory a process holds');
    await flood(sandbox, gateway, { accept, chunks: FIRST_CHUNKS, stopMs: 0 });
    const beforeBytes = Number(gateway.residentBytes());
    const figures = await flood(sandbox, gateway, { accept, chunks: CHUNKS, stopMs: STOP_MS });
    const growthBytes = figures.peakResidentBytes - beforeBytes;
    const seconds = (figures.durationMs / 1_000).toFixed(1);
    process.stdout.write(
      `${form}: ${megabytes(figures.receivedBytes)} in ${seconds} s, memory before ${megabytes(beforeBytes)}, ` +
        `at most ${megabytes(figures.peakResidentBytes)}, growth ${megabytes(growthBytes)}\n`,
    );
    expect(growthBytes).toBeLessThan(MAX_GROWTH_BYTES);
    expect(figures.receivedBytes).toBeGreaterThan(CHUNKS * 65_536);
    const [exchange] = sandbox.exchanges('internet');
    const hasEnd = figures.tail.endsWith('}\n\nevent: end\ndata: {}\n\n');
    expect(accept === 'text/event-stream' ? hasEnd : figures.receivedSha256 === exchange?.responseSha256).toBe(true);
    expect(exchange).toMatchObject({ status: 200, aborted: false });
  });
});

it('npm start and npm run start:gateway give Node the same flags', () => {
  expect(NODE_FLAGS).toEqual(gatewayNodeFlags);
});
