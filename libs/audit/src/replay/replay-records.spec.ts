import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { printSpillLine } from '../sinks/spill-line.js';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { ScriptedSink, type Behaviour } from '../testing/scripted.sink.js';
import { MAX_REPLAY_WRITES, replayRecords } from './replay-records.js';

const START = printSpillLine('start', STARTED);
const FINISH = printSpillLine('finish', FINISHED);
/** Longer than eight tries and the pauses between them. */
const LONG_MS = 120_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function* linesOf(...lines: readonly string[]) {
  for (const line of lines) yield await Promise.resolve(line);
}

/** Line n holds the start of request n. */
const startsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => printSpillLine('start', { ...STARTED, requestId: `request-${at + 1}` }));

function watch() {
  const seen: unknown[] = [];
  return {
    seen,
    onUnreadable: (line: number) => void seen.push(['unreadable', line]),
    onNotTaken: (line: number, reason: string) => void seen.push([reason, line]),
    onLine: () => undefined,
  };
}

async function replay(lines: AsyncIterable<string>, sink = new ScriptedSink(), signal = new AbortController().signal) {
  const watcher = watch();
  const counts = replayRecords(lines, sink, watcher, signal).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(LONG_MS);
  return { counts: await counts, seen: watcher.seen, sink };
}

const NOTHING = { stored: 0, kept: 0, unreadable: 0, rejected: 0, failed: 0 };

describe('replayRecords, when not all goes well', () => {
  it('names the line of each record that it cannot read, and puts in the others', async () => {
    const { counts, seen, sink } = await replay(
      linesOf('listening', START.slice(0, 90), FINISH, '', FINISH.slice(0, 40)),
    );
    expect(counts).toEqual({ ...NOTHING, lines: 5, stored: 1, unreadable: 2 });
    expect(seen).toEqual([
      ['unreadable', 2],
      ['unreadable', 5],
    ]);
    expect(sink.store.records).toEqual([FINISHED]);
  });

  it('goes on after a record that the store will never take', async () => {
    const { counts, seen } = await replay(linesOf(START, FINISH), new ScriptedSink(['rejected']));
    expect(counts).toEqual({ ...NOTHING, lines: 2, stored: 1, rejected: 1 });
    expect(seen).toEqual([['rejected', 1]]);
  });

  it.each<[Behaviour]>([['throttled'], ['hang'], ['unreachable'], ['store-fault'], ['defect']])(
    'tries again for a while: %s',
    async (behaviour) => {
      const { counts, sink } = await replay(linesOf(START), new ScriptedSink(Array(7).fill(behaviour) as Behaviour[]));
      expect(counts).toEqual({ ...NOTHING, lines: 1, stored: 1 });
      expect(sink.tries).toHaveLength(8);
    },
  );

  it('finds its own write there whose answer was lost, or that lands late', async () => {
    const late = new ScriptedSink(['lose-answer', 'ok', 'late']);
    expect((await replay(linesOf(START), late)).counts).toMatchObject({ kept: 1 });
    expect((await replay(linesOf(FINISH), late)).counts).toMatchObject({ stored: 1 });
    late.applyLate();
    expect(late.store.records).toEqual([FINISHED]);
  });

  it('stops where the store takes nothing any more', async () => {
    const lines = startsOf(100);
    const down = Array.from({ length: 1_000 }, (): Behaviour => 'unreachable');
    const { counts, seen, sink } = await replay(
      linesOf(lines[0] ?? '', lines.slice(1).join('\t')),
      new ScriptedSink(down),
    );
    expect(counts).toMatchObject({ stored: 0, failed: MAX_REPLAY_WRITES });
    // In no order: each write pauses as long as chance will have it.
    expect(seen).toContainEqual(['unreachable', 1]);
    expect(seen).toHaveLength(MAX_REPLAY_WRITES);
    expect(sink.tries).toHaveLength(8 * MAX_REPLAY_WRITES);
  });

  it('ends when it is told to, and blames no record', async () => {
    const gone = new AbortController();
    setTimeout(() => gone.abort(new Error('gone')), 100);
    const { counts, seen } = await replay(linesOf(START, FINISH), new ScriptedSink(['hang', 'hang']), gone.signal);
    expect([counts, seen]).toEqual([new Error('gone'), []]);
  });

  it('reads nothing when it is told to end before it begins', async () => {
    const { counts, sink } = await replay(linesOf(START), new ScriptedSink(), AbortSignal.abort(new Error('gone')));
    expect([counts, sink.tries]).toEqual([new Error('gone'), []]);
  });

  it('fails with the log that it reads, and leaves no write behind', async () => {
    async function* broken() {
      yield await Promise.resolve(START);
      throw new Error('EIO');
    }
    const { counts, sink } = await replay(broken(), new ScriptedSink(['throttled']));
    expect(counts).toEqual(new Error('EIO'));
    expect(sink.store.records).toEqual([STARTED]);
  });
});

describe('replayRecords', () => {
  it.each([
    ['in order', [START, FINISH]],
    ['the finish first', [FINISH, START]],
    ['more than once', [START, FINISH, START, FINISH, FINISH]],
    ['in one line', [`${FINISH.trimEnd()}\t${START}`]],
  ])('ends with the finished record: %s', async (_, lines) => {
    const { counts, sink } = await replay(linesOf(...lines));
    expect(sink.store.records).toEqual([FINISHED]);
    expect(counts).toMatchObject({ lines: lines.length, unreadable: 0, rejected: 0, failed: 0 });
  });

  it('changes nothing when it runs again', async () => {
    const { sink } = await replay(linesOf(...startsOf(40), FINISH));
    const before = sink.store.records;
    expect((await replay(linesOf(...startsOf(40), FINISH), sink)).counts).toEqual({ ...NOTHING, lines: 41, kept: 41 });
    expect(sink.store.records).toEqual(before);
  });

  it('reads no faster than the store takes records', async () => {
    let linesRead = 0;
    async function* counted() {
      for (const line of startsOf(1_000)) {
        linesRead += 1;
        yield await Promise.resolve(line);
      }
    }
    const stuck = new ScriptedSink(Array.from({ length: 1_000 }, (): Behaviour => 'hang'));
    const ended = replayRecords(counted(), stuck, watch(), new AbortController().signal);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([linesRead, stuck.tries.length]).toEqual([MAX_REPLAY_WRITES, MAX_REPLAY_WRITES]);
    stuck.script.length = 0;
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(await ended).toMatchObject({ lines: 1_000, stored: 1_000 });
  });
});
