import { compiledPrograms } from '../ground/compiled-programs.ts';
import type { GrowingScene } from '../growth/growing.ts';
import { GROUPS, type Group, type Plan } from '../plan.ts';
import type { Quantity } from '../report/quantity.ts';
import { measureCold } from './cold.ts';
import { measureGrowth } from './growth.ts';
import { measureLambda } from './lambda.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measureStreamed } from './streamed.ts';
import { measureThroughput } from './throughput.ts';
import { setScene } from './set-scene.ts';

type Measure<Place> = (place: Place) => Promise<readonly Quantity[]>;

/** Measured where all contestants are up. */
const ON_SCENE: Readonly<Partial<Record<Group, Measure<GrowingScene>>>> = {
  latency: measureLatency,
  throughput: measureThroughput,
  streamed: measureStreamed,
  memory: measureMemory,
  growth: measureGrowth,
};

/** Measured each by itself: they start what they need. */
const APART: Readonly<Partial<Record<Group, Measure<Plan['pace']>>>> = { lambda: measureLambda, cold: measureCold };

/**
 * Measures what a plan asks for, in the order of the table.
 *
 * @throws CannotMeasure if something is missing here that it takes
 * @throws RequestsFailed if a single request fails
 * @throws the reason of the signal, when what is under way has been measured and everybody has ended
 */
export async function measureGroups(
  plan: Plan,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly Quantity[]> {
  const programs = compiledPrograms();
  const wanted = GROUPS.filter((group) => plan.groups.has(group));
  const all: Quantity[] = [];
  if (wanted.some((group) => group in ON_SCENE)) {
    await using scene = await setScene({ programs, pace: plan.pace, say, signal });
    for (const group of wanted) all.push(...((await ON_SCENE[group]?.(scene)) ?? []));
  }
  for (const group of wanted) {
    const measure = APART[group];
    if (measure === undefined) continue;
    signal.throwIfAborted();
    say(group);
    all.push(...(await measure(plan.pace)));
  }
  return all;
}
