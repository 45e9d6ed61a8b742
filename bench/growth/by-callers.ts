import type { Slice } from '../ground/ground.ts';
import type { Quantity } from '../report/quantity.ts';
import { ANY_REQUEST, follow, PER_REQUEST, type GrowingScene, type Point } from './growing.ts';

const MAX_WARM_UP_SECONDS = 60;

/** Does it matter how many callers there are? Each number of them has a gateway of its own. */
export async function growByCallers(
  scene: GrowingScene,
  { sizes, rounds, seconds }: { readonly sizes: readonly number[]; readonly rounds: number; readonly seconds: number },
): Promise<readonly Quantity[]> {
  await using parts = new AsyncDisposableStack();
  const points: Point[] = [];
  // As many requests to each, or one would be warmer than the other; and each caller has asked once.
  const warmUp = { maxRequests: Math.max(...sizes), seconds: MAX_WARM_UP_SECONDS };
  for (const size of sizes) {
    const contestant = parts.use(await scene.startOurs(scene.ground.parts.store.port));
    const slice = sliceOf(size, rounds, seconds);
    await scene.ground.measure(contestant, { ...slice(0), ...warmUp });
    points.push({ name: `${size} callers`, size, contestant, slice });
  }
  // Awaited here: what it measures ends with this function.
  return await follow(scene, { id: 'callers', points, rounds }, PER_REQUEST);
}

/** Rounds are too short for all of many callers: each begins with others. */
function sliceOf(callers: number, rounds: number, seconds: number): (round: number) => Slice {
  return (round) => ({ ...ANY_REQUEST, callers, firstCaller: Math.floor((round * callers) / rounds), seconds });
}
