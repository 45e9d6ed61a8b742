import type { Pace } from '../plan.ts';
import { BARE, type Quantity } from '../report/quantity.ts';
import { measureInTurn, pick, type Found, type Scene } from './scene.ts';

/** Bodies that are sent and answered, and as many at a time as keep a core busy. */
interface Size {
  readonly name: string;
  readonly bytes: number;
  readonly connections: number;
}

const SIZES: readonly Size[] = [
  { name: '1kB', bytes: 1_000, connections: 32 },
  { name: '100kB', bytes: 100_000, connections: 16 },
  { name: '5MB', bytes: 5_000_000, connections: 4 },
];

const PACES: Readonly<Record<Pace, { rounds: number; seconds: number; sizes: readonly Size[] }>> = {
  quick: { rounds: 5, seconds: 0.4, sizes: SIZES.slice(0, 1) },
  usual: { rounds: 6, seconds: 0.8, sizes: SIZES },
  full: { rounds: 15, seconds: 2, sizes: SIZES },
};

/** How much a gateway gets through on one core, and what that costs, with an upstream that takes no time. */
export async function measureThroughput(scene: Scene): Promise<readonly Quantity[]> {
  const { rounds, seconds, sizes } = PACES[scene.pace];
  const all: Quantity[] = [];
  for (const size of sizes) {
    const found = await measureInTurn(scene, scene.gateways, rounds, {
      kind: 'converse',
      bodyBytes: size.bytes,
      connections: size.connections,
      seconds,
      upstream: { bodyBytes: size.bytes },
    });
    all.push(rateOf(found, size), costOf(found, size));
  }
  return all;
}

function rateOf(found: Found, { name }: Size): Quantity {
  return {
    id: `throughput.rate.${name}`,
    group: 'throughput',
    title: `requests, bodies of ${name}`,
    unit: '/s',
    better: 'higher',
    reference: BARE,
    rounds: pick(found, ({ requests, seconds }) => requests / seconds),
  };
}

function costOf(found: Found, { name }: Size): Quantity {
  return {
    id: `throughput.cpu.${name}`,
    group: 'throughput',
    title: `CPU time per request, bodies of ${name}`,
    unit: 'ms',
    better: 'lower',
    reference: BARE,
    rounds: pick(found, ({ cpuMs, requests }) => cpuMs / requests),
  };
}
