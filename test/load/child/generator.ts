import { setTimeout } from 'node:timers/promises';
import { arrivalsOf } from './arrivals.ts';
import { ask } from './ask.ts';
import type { ClosedLoop, Load, LoadFigures, OpenLoop } from './load.ts';

/**
 * A process of its own that makes load, one at a time: it is told a {@link Load}, and tells {@link LoadFigures}. In the
 * process of the tests, stand-ins and measurements would make it late.
 */
process.on('message', (load: Load) => void run(load).then((figures) => process.send?.(figures)));
process.once('disconnect', () => process.exit());
process.send?.({ isReady: true });

/** Callers come one by one: all at once they would ask in step for ever. */
const RAMP_SHARE = 0.3;

/** More are of no use to whoever reads them. */
const MAX_FAULTS = 5;

class Watch {
  readonly startedAtMs = performance.now();
  readonly lateMs: number[] = [];
  readonly faults: string[] = [];
  readonly byStatus: Record<number, number> = {};
  readonly tookMs = { answered: [] as number[], refused: [] as number[] };
  goodInTime = 0;
  sentAgain = 0;
  private readonly load: Load;

  constructor(load: Load) {
    this.load = load;
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAtMs;
  }

  /** Sends one request, and counts its time from when it was due: what waits behind a slow one is slow, too. */
  async send(dueMs: number): Promise<void> {
    this.lateMs.push(this.elapsedMs - dueMs);
    const { status, fault, isSentAgain = false } = await ask(this.load, `caller ${this.lateMs.length}`);
    this.sentAgain += Number(isSentAgain);
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    if (fault !== undefined && this.faults.length < MAX_FAULTS) this.faults.push(fault);
    if (status === 200 && this.elapsedMs <= this.load.durationMs) this.goodInTime += 1;
    if (status === 200 || status === 429) {
      this.tookMs[status === 200 ? 'answered' : 'refused'].push(this.elapsedMs - dueMs);
    }
  }

  figures(): LoadFigures {
    const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
    return {
      sent: this.lateMs.length,
      sentAgain: this.sentAgain,
      drainMs: this.elapsedMs - this.load.durationMs,
      byStatus: this.byStatus,
      goodputPerSecond: this.goodInTime / (this.load.durationMs / 1_000),
      faults: this.faults,
      answeredMs: ascending(this.tookMs.answered),
      refusedMs: ascending(this.tookMs.refused),
      lateMs: ascending(this.lateMs),
    };
  }
}

async function run(load: Load): Promise<LoadFigures> {
  const watch = new Watch(load);
  await (load.kind === 'open-loop' ? sendWhenDue(load, watch) : keepAsking(load, watch));
  return watch.figures();
}

async function sendWhenDue(load: OpenLoop, watch: Watch): Promise<void> {
  const dueMs = arrivalsOf(load);
  const sent: Promise<void>[] = [];
  while (sent.length < dueMs.length) {
    for (let next = dueMs[sent.length]; next !== undefined && next <= watch.elapsedMs; next = dueMs[sent.length])
      sent.push(watch.send(next));
    // A millisecond late, which counts as time that the answer took. To spin instead would take a core from the gateway.
    await setTimeout(1);
  }
  await Promise.all(sent);
}

async function keepAsking({ callers, durationMs }: ClosedLoop, watch: Watch): Promise<void> {
  const caller = async (index: number): Promise<void> => {
    await setTimeout((RAMP_SHARE * durationMs * index) / callers);
    while (watch.elapsedMs < durationMs) await watch.send(watch.elapsedMs);
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
}
