import type { Slice } from '../ground/ground.ts';
import type { Pace } from '../plan.ts';
import { PORTKEY } from '../report/goals.ts';
import { BARE, type Quantity } from '../report/quantity.ts';
import { measureInTurn, pick, pickAdded, type Scene } from './scene.ts';

const PACES: Readonly<Record<Pace, Timetable>> = {
  quick: { rounds: 5, seconds: 0.25, isAll: false },
  usual: { rounds: 6, seconds: 0.6, isAll: true },
  full: { rounds: 15, seconds: 2, isAll: true },
};

interface Timetable {
  readonly rounds: number;
  readonly seconds: number;
  /** Whether gaps and a thousand streams at a time are measured, too, which takes a while. */
  readonly isAll: boolean;
}

const CROWD = 1_000;

/** In an answer that is as long as its reader is fast. */
const MANY_FRAMES = 1_000;

/** What every streamed answer is asked with. */
const STREAM = { kind: 'converse-stream', bodyBytes: 1_000, frameBytes: 200 } as const;

/** A figure with its place among the others of streams. */
type Named = Pick<Quantity, 'id' | 'title' | 'unit' | 'better' | 'rounds'>;

/** How soon a streamed answer begins, how evenly and how fast it goes on, and what a crowd of them takes. */
export async function measureStreamed(scene: Scene): Promise<readonly Quantity[]> {
  const timetable = PACES[scene.pace];
  return [
    ...(await measureFirstBytes(scene, timetable)),
    ...(await measureChunks(scene, timetable)),
    ...(timetable.isAll ? await measureGaps(scene, timetable) : []),
    ...(timetable.isAll ? await measureCrowd(scene) : []),
  ];
}

async function measureFirstBytes(scene: Scene, { rounds, seconds }: Timetable): Promise<Quantity[]> {
  const found = await measureInTurn(scene, [scene.auditStore, scene.direct, ...scene.gateways], rounds, {
    ...STREAM,
    connections: 1,
    seconds,
    upstream: { delayMs: 20, frames: 20, frameBytes: STREAM.frameBytes },
  });
  return (['p50', 'p95'] as const).map((percentile) =>
    comparedWithBare({
      id: `streamed.added-first-byte-${percentile}`,
      title: `added time to the first byte, ${percentile}`,
      unit: 'ms',
      better: 'lower',
      rounds: pickAdded(found, scene, ({ firstByteUs }) => firstByteUs[percentile] / 1_000),
    }),
  );
}

/**
 * The upstream sends a frame every 5 ms: what differs from that comes from what is in between. Who puts frames into
 * another form is left out: where one of those ends is not known.
 */
async function measureGaps(scene: Scene, { rounds, seconds }: Timetable): Promise<Quantity[]> {
  const inFrames = scene.gateways.filter(({ name }) => name !== PORTKEY);
  const found = await measureInTurn(scene, [scene.direct, ...inFrames], rounds, {
    ...STREAM,
    connections: 16,
    seconds,
    upstream: { frames: 40, frameBytes: STREAM.frameBytes, intervalMs: 5 },
  });
  return (['p50', 'p99'] as const).map((percentile) =>
    comparedWithBare({
      id: `streamed.gap-${percentile}`,
      title: `gap between chunks sent every 5 ms, ${percentile}`,
      unit: 'ms',
      better: 'lower',
      rounds: pick(found, ({ frameGapUs }) => (frameGapUs?.[percentile] ?? Number.NaN) / 1_000),
    }),
  );
}

/**
 * Those of whole answers, by the CPU time of the contestant: what sends and reads the chunks may be busier than a lean
 * one.
 */
async function measureChunks(scene: Scene, { rounds, seconds }: Timetable): Promise<Quantity[]> {
  const found = await measureInTurn(scene, scene.gateways, rounds, {
    ...STREAM,
    connections: 8,
    seconds,
    upstream: { frames: MANY_FRAMES, frameBytes: STREAM.frameBytes },
  });
  return [
    comparedWithBare({
      id: 'streamed.chunks',
      title: 'chunks per second of CPU time',
      unit: '/s',
      better: 'higher',
      rounds: pick(found, ({ requests, cpuMs }) => ((requests * MANY_FRAMES) / cpuMs) * 1_000),
    }),
  ];
}

/** Each stream lasts for seconds, so all of them are open together. */
async function measureCrowd(scene: Scene): Promise<Quantity[]> {
  const slice: Slice = {
    ...STREAM,
    connections: CROWD,
    maxRequests: CROWD,
    seconds: 20,
    upstream: { delayMs: 20, frames: 20, frameBytes: STREAM.frameBytes, intervalMs: 200 },
  };
  const found = await measureInTurn(scene, scene.gateways, 1, slice);
  return [
    {
      ...comparedWithBare({
        id: 'streamed.peak-memory',
        title: `most memory with ${CROWD} streams open`,
        unit: 'MB',
        better: 'lower',
        rounds: pick(found, ({ peakMb }) => peakMb),
      }),
      reference: undefined,
    },
  ];
}

function comparedWithBare(named: Named): Quantity {
  return { ...named, group: 'streamed', reference: BARE };
}
