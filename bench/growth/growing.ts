import type { Contestant } from '../contestants/contestant.ts';
import type { Slice, SliceFigures } from '../ground/ground.ts';
import type { Measuring, Scene } from '../measures/scene.ts';
import { OURS, SMALLEST } from '../report/goals.ts';
import type { Quantity } from '../report/quantity.ts';
import { inTurn } from '../statistics/in-turn.ts';

/** A place where gateways of ours can be started, each with an audit store of its own. */
export interface GrowingScene extends Scene {
  readonly startOurs: (storePort: number) => Promise<Contestant>;
}

/** Something that grows. */
export interface Growing {
  readonly id: string;
  /** The smallest first: the others are divided by it. */
  readonly points: readonly Point[];
  readonly rounds: number;
}

/** One of its sizes, and what is measured at it. */
export interface Point {
  readonly name: string;
  readonly size: number;
  readonly contestant: Contestant;
  readonly slice: (round: number) => Slice;
}

/** A figure whose growth is looked at. */
export interface Watched {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly of: (figures: SliceFigures, size: number) => number;
}

/** What a request costs, by whatever it should not depend on. */
export const PER_REQUEST: readonly Watched[] = [
  {
    id: 'cpu',
    title: 'CPU time per request',
    unit: 'to that with the fewest',
    of: ({ cpuMs, requests }) => cpuMs / requests,
  },
  { id: 'p50', title: 'latency, p50', unit: 'to that with the fewest', of: ({ totalUs }) => totalUs.p50 },
];

/** A request as any other, a few at a time. */
export const ANY_REQUEST = { kind: 'converse', bodyBytes: 1_000, connections: 8, upstream: {} } as const;

/** Measures all points in turn, and compares each with the smallest. */
export async function follow(
  { ground, say }: Measuring,
  { id, points, rounds }: Growing,
  watched: readonly Watched[],
): Promise<readonly Quantity[]> {
  const [smallest, ...larger] = points;
  if (smallest === undefined) return [];
  say(`growth by ${id}, ${rounds} rounds of ${points.length}`);
  const found = await inTurn(points, rounds, ({ contestant, slice }, round) =>
    ground.measure(contestant, slice(round)),
  );
  const valuesOf = ({ name, size }: Point, { of }: Watched): readonly number[] =>
    (found.get(name) ?? []).map((figures) => of(figures, size));
  return larger.flatMap((point) =>
    watched.map((figure): Quantity => ({
      id: `growth.${id}.${figure.id}.${point.size}`,
      group: 'growth',
      title: `${figure.title} with ${point.name}`,
      unit: figure.unit,
      better: 'lower',
      reference: SMALLEST,
      rounds: { [SMALLEST]: valuesOf(smallest, figure), [OURS]: valuesOf(point, figure) },
    })),
  );
}
