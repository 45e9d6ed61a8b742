import type { Slice } from '../ground/ground.ts';
import { OURS } from '../report/goals.ts';
import type { Quantity } from '../report/quantity.ts';
import { follow, type GrowingScene, type Point, type Watched } from './growing.ts';

const FRAME_BYTES = 10_000;
const MAX_SECONDS = 60;

/** Time has to grow as the answer does, and memory not at all. */
const PER_MEGABYTE: readonly Watched[] = [
  {
    id: 'time',
    title: 'time per megabyte',
    unit: 'to that of the shortest',
    of: ({ seconds, requests }, megabytes) => seconds / (requests * megabytes),
  },
  {
    id: 'cpu',
    title: 'CPU time per megabyte',
    unit: 'to that of the shortest',
    of: ({ cpuMs, requests }, megabytes) => cpuMs / (requests * megabytes),
  },
  { id: 'memory', title: 'most memory', unit: 'to that of the shortest', of: ({ peakMb }) => peakMb },
];

/** As much passes in each slice, whatever it comes in. */
const MEGABYTES_PER_SLICE = 100;

/** Does it matter how long a streamed answer is? One at a time; of short ones as many as make a long one. */
export async function growByMegabytes(
  scene: GrowingScene,
  { sizes, rounds }: { readonly sizes: readonly number[]; readonly rounds: number },
): Promise<readonly Quantity[]> {
  const contestant = scene.gateways.find(({ name }) => name === OURS);
  if (contestant === undefined) return [];
  const points = sizes.map((size): Point => {
    const slice: Slice = {
      kind: 'converse-stream',
      bodyBytes: 1_000,
      connections: 1,
      seconds: MAX_SECONDS,
      maxRequests: Math.ceil(MEGABYTES_PER_SLICE / size),
      upstream: { frames: (size * 1_000_000) / FRAME_BYTES, frameBytes: FRAME_BYTES },
    };
    return { name: `${size} MB streamed`, size, contestant, slice: () => slice };
  });
  return follow(scene, { id: 'megabytes', points, rounds }, PER_MEGABYTE);
}
