import { expect, it } from 'vitest';
import { startSandbox } from '../../../apps/sandbox/src/sandbox.js';
import { forkGateway, type ForkedGateway } from '../../support/fork-gateway.js';
import { isFullProof, reportProof, runsOf, seedOf } from '../../support/proof.js';
import { randomFrom } from '../child/arrivals.js';
import { AuditTable } from './audit-table.js';
import { LiveHeap } from './live-heap.js';
import { soakMinutes } from './soak-minutes.js';
import { Street } from './street.js';
import { VitalSigns } from './vital-signs.js';
import { WEATHERS } from './weather.js';

const SEED = seedOf(20_261_123);
/** A run meets every weather once at least. */
const MINUTES = soakMinutes(runsOf({ sample: 0, full: 2 }));
const VISITS = runsOf({ sample: 24, full: 160 });

/** What the heap may hold more at the end than after the first of everything. It goes up and down by one. */
const MAX_GROWTH_MB = 5;
/** Garbage that nobody has had to collect yet is part of it. */
const MAX_RESIDENT_MB = 500;
/** The sandbox lets a connection wait for its next request for 65 seconds. */
const CLOSED_WHEN_IDLE = { timeout: 100_000, interval: 1_000 };

it(
  `a gateway in all weathers answers each as it asked, and has each on record once (seed ${SEED}, ${MINUTES} min)`,
  {
    timeout: MINUTES * 60_000 + 300_000,
  },
  async () => {
    await using sandbox = await startSandbox();
    await using heap = await LiveHeap.prepare();
    await using gateway = await forkGateway(sandbox, heap.variables);
    using table = new AuditTable(sandbox.urls.dynamodb);
    const openFilesBefore = Number(gateway.openFiles());
    const street = new Street(sandbox, gateway, table, randomFrom(SEED));
    await using signs = new VitalSigns(gateway);
    let warmBytes: number | undefined;
    const endsAtMs = performance.now() + MINUTES * 60_000;
    do {
      for (const weather of WEATHERS) {
        await street.pass(weather, VISITS);
        if (performance.now() >= endsAtMs && street.hasSeenAll) break;
      }
      warmBytes ??= await heap.weigh(gateway);
      if (performance.now() < endsAtMs) await street.recover();
    } while (performance.now() < endsAtMs);

    const records = await table.count();
    expect(records).toBe(street.recorded);
    expect(signs.sick).toBe(0);
    expect(gateway.errors).toBe('');
    await signs[Symbol.asyncDispose]();
    const heapGrowthMB = ((await heap.weigh(gateway)) - warmBytes) / 1_000_000;
    if (isFullProof()) {
      expectBounded(signs, heapGrowthMB);
      await expectClosed(gateway, openFilesBefore);
    }
    reportProof({
      proof: 'soak',
      seed: SEED,
      figures: {
        minutes: MINUTES,
        visits: street.visits,
        recordedRequests: street.recorded,
        records,
        liveHeapMB: Math.round(warmBytes / 1_000_000),
        liveHeapGrowthMB: Math.round(heapGrowthMB * 10) / 10,
        rssSlopeKBPerMin: Math.round(signs.bytesPerMinute / 1_000),
        residentMBByTenth: signs.megabytesByTenth.join(' '),
        openFilesBefore,
        openFilesAfter: Number(gateway.openFiles()),
        healthP99Ms: Math.round(signs.pulseP99Ms),
      },
    });
  },
);

function expectBounded(signs: VitalSigns, heapGrowthMB: number): void {
  expect(heapGrowthMB).toBeLessThan(MAX_GROWTH_MB);
  expect(Math.max(...signs.megabytesByTenth)).toBeLessThan(MAX_RESIDENT_MB);
}

async function expectClosed(gateway: ForkedGateway, openFilesBefore: number): Promise<void> {
  await expect.poll(() => Number(gateway.openFiles()), CLOSED_WHEN_IDLE).toBeLessThanOrEqual(openFilesBefore);
}
