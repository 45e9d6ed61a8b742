import { describe, expect, it } from 'vitest';
import type { Contestant } from '../../bench/contestants/contestant.ts';
import type { Slice, SliceFigures } from '../../bench/ground/ground.ts';
import { follow, PER_REQUEST, type Point } from '../../bench/growth/growing.ts';
import { measureInTurn, pick, pickAdded, type Measuring } from '../../bench/measures/scene.ts';

const SLICE: Slice = { kind: 'converse', bodyBytes: 100, connections: 1, seconds: 1, upstream: {} };

describe('what is measured of contestants', () => {
  it('is a figure of each round, by name', async () => {
    const found = await measureInTurn(sceneOf({ bare: [3, 4], ours: [5, 6] }), contestants('bare', 'ours'), 2, SLICE);
    expect(pick(found, ({ requests }) => requests)).toEqual({ bare: [3, 4], ours: [5, 6] });
  });

  it('is, where it is added, less what the same round took without a gateway; but for the audit store', async () => {
    const all = contestants('audit-store', 'direct', 'bare', 'ours');
    const [auditStore, direct] = all;
    if (!auditStore || !direct) throw new Error('Nobody is there');
    const figures = { 'audit-store': [1, 1], direct: [20, 30], bare: [21, 32], ours: [23, 29] };
    const found = await measureInTurn(sceneOf(figures), all, 2, SLICE);
    expect(pickAdded(found, { auditStore, direct }, ({ requests }) => requests)).toEqual({
      'audit-store': [1, 1],
      bare: [1, 2],
      ours: [3, -1],
    });
  });

  it('ends with the first failure', async () => {
    const scene = { ...sceneOf({}), ground: { measure: () => Promise.reject(new RangeError('ours: 1 failed')) } };
    await expect(measureInTurn(scene, contestants('ours'), 2, SLICE)).rejects.toThrow('ours: 1 failed');
  });
});

describe('growth', () => {
  const pointsOf = (...sizes: readonly number[]): Point[] =>
    sizes.map((size) => {
      const [contestant] = contestants(`ours of ${size}`);
      if (!contestant) throw new Error('Nobody is there');
      return { name: `${size} callers`, size, contestant, slice: (round) => ({ ...SLICE, firstCaller: round }) };
    });

  it('is nothing if there is nothing that could grow', async () => {
    expect(await follow(sceneOf({}), { id: 'callers', points: [], rounds: 1 }, PER_REQUEST)).toEqual([]);
    const alone = { id: 'callers', points: pointsOf(1), rounds: 1 };
    expect(await follow(sceneOf({ 'ours of 1': [5] }), alone, PER_REQUEST)).toEqual([]);
  });

  it('has each larger size beside the smallest of the same round', async () => {
    const scene = sceneOf({ 'ours of 1': [10, 20], 'ours of 100': [5, 5] });
    const growing = { id: 'callers', points: pointsOf(1, 100), rounds: 2 };
    expect(await follow(scene, growing, PER_REQUEST)).toMatchObject([
      {
        id: 'growth.callers.cpu.100',
        title: 'CPU time per request with 100 callers',
        reference: 'smallest',
        rounds: { smallest: [4, 2], ours: [8, 8] },
      },
      { id: 'growth.callers.p50.100', rounds: { smallest: [7, 7], ours: [7, 7] } },
    ]);
  });
});

/** Contestants that answer so many requests in each round: 40 ms of CPU time, and a median of 7 microseconds. */
function sceneOf(requests: Readonly<Record<string, readonly number[]>>): Measuring {
  const asked = new Map<string, number>();
  return {
    say: () => undefined,
    ground: {
      measure: ({ name }) => {
        const round = asked.get(name) ?? 0;
        asked.set(name, round + 1);
        return Promise.resolve(figuresOf(requests[name]?.[round] ?? 0));
      },
    },
  };
}

function figuresOf(requests: number): SliceFigures {
  const times = { p50: 7, p95: 7, p99: 7, max: 7 };
  const load = { requests, failures: 0, seconds: 1, bodyBytes: 0, firstByteUs: times, totalUs: times };
  return { ...load, cpuMs: 40, peakMb: 1, mbPerSecond: 0 };
}

function contestants(...names: readonly string[]): readonly Contestant[] {
  return names.map((name) => ({
    name,
    port: 1,
    pid: 1,
    requestTo: () => Buffer.alloc(0),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));
}
