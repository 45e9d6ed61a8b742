import { growByCallers } from '../growth/by-callers.ts';
import { growByMegabytes } from '../growth/by-megabytes.ts';
import { growByRecords } from '../growth/by-records.ts';
import type { GrowingScene } from '../growth/growing.ts';
import type { Pace } from '../plan.ts';
import type { Quantity } from '../report/quantity.ts';

interface Timetable {
  readonly rounds: number;
  readonly seconds: number;
  readonly records: readonly number[];
  readonly callers: readonly number[];
  readonly megabytes: readonly number[];
}

/** To fill a table with a million records takes longer than a minute. */
const PACES: Readonly<Record<Pace, Timetable>> = {
  quick: { rounds: 4, seconds: 0, records: [], callers: [], megabytes: [1, 10] },
  usual: { rounds: 6, seconds: 0.6, records: [1e3, 1e5], callers: [1, 100, 10_000], megabytes: [1, 10, 100] },
  full: { rounds: 15, seconds: 2, records: [1e3, 1e5, 1e6], callers: [1, 100, 10_000], megabytes: [1, 10, 100] },
};

/** Whether what a request costs depends on what came before it, on how many ask, and on how long its answer is. */
export async function measureGrowth(scene: GrowingScene): Promise<readonly Quantity[]> {
  const { rounds, seconds, records, callers, megabytes } = PACES[scene.pace];
  return [
    ...(await growByRecords(scene, { sizes: records, rounds, seconds })),
    ...(await growByCallers(scene, { sizes: callers, rounds, seconds })),
    ...(await growByMegabytes(scene, { sizes: megabytes, rounds })),
  ];
}
