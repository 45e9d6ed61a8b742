import type { Pace } from '../plan.ts';
import type { Quantity } from '../report/quantity.ts';
import { measureInTurn, pick, type Scene } from './scene.ts';

const SECONDS: Readonly<Record<Pace, number>> = { quick: 1, usual: 6, full: 30 };

/** What a gateway holds before the first request, under load, and what each thousand requests leave behind. */
export async function measureMemory(scene: Scene): Promise<readonly Quantity[]> {
  const found = await measureInTurn(scene, scene.gateways, 1, {
    kind: 'converse',
    bodyBytes: 1_000,
    connections: 32,
    seconds: SECONDS[scene.pace],
    upstream: {},
  });
  const atRest = Object.fromEntries([...scene.restingMb].map(([name, megabytes]) => [name, [megabytes]]));
  return [
    quantityOf('rest', 'memory before the first request', 'MB', atRest),
    quantityOf(
      'load',
      'most memory under load',
      'MB',
      pick(found, ({ peakMb }) => peakMb),
    ),
    quantityOf(
      'slope',
      `growth of memory over ${SECONDS[scene.pace]} s of load`,
      'kB per 1,000 requests',
      // A megabyte per request is as much as a thousand kilobytes are, a thousand times.
      pick(found, ({ mbPerSecond, requests, seconds }) => (mbPerSecond / (requests / seconds)) * 1_000_000),
    ),
  ];
}

function quantityOf(name: string, title: string, unit: string, rounds: Quantity['rounds']): Quantity {
  return { id: `memory.${name}`, group: 'memory', title, unit, better: 'lower', reference: undefined, rounds };
}
