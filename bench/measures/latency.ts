import type { SliceFigures } from '../ground/ground.ts';
import type { Pace } from '../plan.ts';
import { BARE, type Quantity } from '../report/quantity.ts';
import { measureInTurn, pick, pickAdded, type Found, type Scene } from './scene.ts';

/** How long the model takes. */
const UPSTREAM_MS = 20;

const PACES: Readonly<Record<Pace, Timetable>> = {
  quick: { rounds: 5, seconds: 0.25, connections: [1] },
  usual: { rounds: 6, seconds: 0.6, connections: [1, 16, 64] },
  full: { rounds: 15, seconds: 2, connections: [1, 16, 64] },
};

interface Timetable {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: readonly number[];
}

const PERCENTILES = ['p50', 'p95', 'p99'] as const;

/** What a gateway adds to an answer that takes its time, and what the audit store takes by itself. */
export async function measureLatency(scene: Scene): Promise<readonly Quantity[]> {
  const { rounds, seconds, connections } = PACES[scene.pace];
  const all: Quantity[] = [];
  for (const count of connections) {
    const contestants = [scene.auditStore, scene.direct, ...scene.gateways];
    const found = await measureInTurn(scene, contestants, rounds, {
      kind: 'converse',
      bodyBytes: 1_000,
      connections: count,
      seconds,
      upstream: { delayMs: UPSTREAM_MS },
    });
    all.push(...PERCENTILES.map((percentile) => addedTo(found, scene, count, percentile)));
    if (count === 1) all.push(roundTripOf(found, scene));
  }
  return all;
}

function addedTo(found: Found, scene: Scene, count: number, percentile: (typeof PERCENTILES)[number]): Quantity {
  return {
    id: `latency.added-${percentile}.${count}`,
    group: 'latency',
    title: `added latency, ${percentile}, ${count} at a time`,
    unit: 'ms',
    better: 'lower',
    reference: BARE,
    rounds: pickAdded(found, scene, ({ totalUs }) => totalUs[percentile] / 1_000),
  };
}

/** Nobody stands between: it goes where direct requests go in the table. */
function roundTripOf(found: Found, { direct, auditStore }: Scene): Quantity {
  const { [auditStore.name]: values = [] } = pick(found, medianMs);
  return {
    id: 'latency.audit-store-p50',
    group: 'latency',
    title: 'one round trip to the audit store, p50',
    unit: 'ms',
    better: 'lower',
    reference: undefined,
    rounds: { [direct.name]: values },
  };
}

function medianMs({ totalUs }: SliceFigures): number {
  return totalUs.p50 / 1_000;
}
