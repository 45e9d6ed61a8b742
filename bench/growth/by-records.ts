import type { Slice } from '../ground/ground.ts';
import type { Quantity } from '../report/quantity.ts';
import { startAuditTable } from './audit-table.ts';
import { ANY_REQUEST, follow, PER_REQUEST, type GrowingScene, type Point } from './growing.ts';

const WARM_UP_SECONDS = 2;

/**
 * Does it matter how many records there are? A real table behind each gateway: the write is by key, so it must not. The
 * stand-in for DynamoDB runs on the other CPU, and is slower than the gateway: its own time is part of the latency.
 */
export async function growByRecords(
  scene: GrowingScene,
  { sizes, rounds, seconds }: { readonly sizes: readonly number[]; readonly rounds: number; readonly seconds: number },
): Promise<readonly Quantity[]> {
  await using parts = new AsyncDisposableStack();
  const points: Point[] = [];
  const slice: Slice = { ...ANY_REQUEST, seconds };
  for (const size of sizes) {
    scene.say(`an audit table of ${size} records is filled`);
    const table = parts.use(await startAuditTable(size));
    const contestant = parts.use(await scene.startOurs(table.port));
    await scene.ground.measure(contestant, { ...slice, seconds: WARM_UP_SECONDS });
    points.push({ name: `${size} audit records`, size, contestant, slice: () => slice });
  }
  // Awaited here: what it measures ends with this function.
  return await follow(scene, { id: 'records', points, rounds }, PER_REQUEST);
}
