import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPENED_AT_EPOCH_MS, OPENING, REQUEST_ID } from './testing/sample-records.js';
import { ScriptedSink, type Behaviour } from './testing/scripted.sink.js';
import { AuditTrail } from './audit-trail.js';
import type { AuditMode } from './options.js';
import { LogAuditSink } from './sinks/log.sink.js';

const { signal } = new AbortController();
const ENDING = { outcome: 'complete', statusCode: 200 } as const;

beforeEach(() => {
  vi.useFakeTimers({ now: OPENED_AT_EPOCH_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

function openTrail(script: Behaviour[], mode: AuditMode = 'strict', log = new PassThrough()) {
  const sink = new ScriptedSink(script);
  const options = { mode, ttlDays: 30, tableName: 'audit', gatewayVersion: '1.2.3' };
  const trail = new AuditTrail(sink, new LogAuditSink(log), options);
  const spilled = (): unknown[] =>
    String(log.read() ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { trail, sink, spilled, entry: trail.open({}, OPENING) };
}

/** Begins the entry and lets the time pass that it may take; tells how it went and after how many milliseconds. */
async function begin(entry: ReturnType<AuditTrail['open']>, caller = signal) {
  let tookMs = Number.NaN;
  const begun = entry
    .begin(caller)
    .catch((error: unknown) => error)
    .finally(() => (tookMs = Date.now() - OPENED_AT_EPOCH_MS));
  await vi.advanceTimersByTimeAsync(10_000);
  return { error: await begun, tookMs };
}

describe('AuditTrail.open', () => {
  it('gives one entry per request, whoever opens it again with whatever', () => {
    const { trail } = openTrail([]);
    const request = {};
    const entry = trail.open(request, OPENING);
    expect(trail.open(request, { ...OPENING, requestId: 'other' })).toBe(entry);
    expect(trail.entryOf(request)).toBe(entry);
    expect(trail.entryOf({})).toBeUndefined();
    expect(entry.requestId).toBe(REQUEST_ID);
  });

  it('writes nothing', () => {
    expect(openTrail([]).sink.tries).toEqual([]);
  });

  it('refuses a time to live that is none', () => {
    const options = { mode: 'strict', ttlDays: 0, tableName: 'audit', gatewayVersion: '1.2.3' } as const;
    expect(() => new AuditTrail(new ScriptedSink(), new LogAuditSink(new PassThrough()), options)).toThrow('ttlDays');
  });
});

describe('Beginning, in either mode', () => {
  it.each<{ script: Behaviour[]; tries: number }>([
    { script: [], tries: 1 },
    { script: ['unreachable', 'throttled'], tries: 3 },
    { script: ['hang', 'hang'], tries: 3 },
    { script: ['lose-answer'], tries: 2 },
    { script: ['lose-answer', 'lose-answer'], tries: 3 },
    { script: ['defect'], tries: 2 },
  ])('has the record durable after $script', async ({ script, tries }) => {
    const { entry, sink, spilled } = openTrail(script);
    expect((await begin(entry)).error).toBeUndefined();
    expect(sink.store.records).toMatchObject([{ requestId: REQUEST_ID, outcome: 'started' }]);
    expect(sink.tries).toHaveLength(tries);
    expect(spilled()).toEqual([]);
  });

  it.each(['strict', 'available'] as const)(
    'throws the reason of a caller who leaves, spilling nothing: %s',
    async (mode) => {
      const { entry, trail, spilled } = openTrail(['hang'], mode);
      const caller = new AbortController();
      const gone = new Error('gone');
      const begun = begin(entry, caller.signal);
      caller.abort(gone);
      expect((await begun).error).toBe(gone);
      expect(spilled()).toEqual([]);
      expect(trail.lastStoreProof).toEqual({ state: 'unknown' });
    },
  );
});

describe('Beginning when the store does not take the record', () => {
  it('refuses in mode strict, within 2 s, and spills nothing', async () => {
    const { entry, spilled, trail } = openTrail(['hang', 'hang', 'hang']);
    const { error, tookMs } = await begin(entry);
    expect(error).toMatchObject({ code: 'AUDIT_UNAVAILABLE', reason: 'timeout' });
    expect(tookMs).toBeLessThanOrEqual(2_000);
    expect(spilled()).toEqual([]);
    expect(trail.lastStoreProof).toMatchObject({ state: 'down', reason: 'timeout' });
  });

  it('refuses a key that is taken, which no retry of ours explains', async () => {
    const { entry, trail } = openTrail([]);
    const twin = trail.open({}, { ...OPENING, subject: 'app-two' });
    await begin(entry);
    expect((await begin(twin)).error).toMatchObject({ code: 'AUDIT_UNAVAILABLE', reason: 'key-taken' });
  });

  it('spills in mode available, and goes on', async () => {
    const { entry, spilled, trail } = openTrail(['denied', 'denied', 'denied'], 'available');
    expect((await begin(entry)).error).toBeUndefined();
    expect(spilled()).toMatchObject([
      { marker: 'audit.spill', phase: 'start', record: { requestId: REQUEST_ID, outcome: 'started' } },
    ]);
    expect(trail.spilled).toEqual({ starts: 1, finishes: 0 });
  });

  it('refuses in mode available, too, when the log does not take it either', async () => {
    const { entry, trail } = openTrail(['denied', 'denied', 'denied'], 'available', new PassThrough().destroy());
    expect((await begin(entry)).error).toMatchObject({ code: 'AUDIT_UNAVAILABLE', reason: 'denied' });
    expect(trail.spilled).toEqual({ starts: 0, finishes: 0 });
  });
});

describe('Finishing', () => {
  it('replaces the started record, and its first write is the only one', async () => {
    const { entry, sink, trail } = openTrail([]);
    await begin(entry);
    entry.finish(ENDING);
    await trail.settled(signal);
    expect(sink.store.records).toMatchObject([{ requestId: REQUEST_ID, outcome: 'complete', latency: 10_000 }]);
    expect(sink.tries).toEqual(['start', 'finish']);
    expect(trail.lastStoreProof).toEqual({ state: 'up', provenAtEpochMs: OPENED_AT_EPOCH_MS + 10_000, latencyMs: 0 });
  });

  it('is the only write of a request that was never begun', async () => {
    const { entry, sink, trail } = openTrail([]);
    entry.finish({ outcome: 'refused', statusCode: 403, errorType: 'AccessDeniedException' });
    await trail.settled(signal);
    expect(sink.store.records).toMatchObject([{ outcome: 'refused', success: false }]);
    expect(sink.tries).toEqual(['finish']);
  });

  it('stands, though a start that hung in the network reaches the store afterwards', async () => {
    const { entry, sink, trail } = openTrail(['late', 'late', 'late']);
    await begin(entry);
    entry.finish({ outcome: 'failed', statusCode: 503 });
    await trail.settled(signal);
    sink.applyLate();
    expect(sink.store.records).toMatchObject([{ outcome: 'failed', statusCode: 503 }]);
  });

  it('is repeated when its answer was lost, and not spilled', async () => {
    const { entry, sink, trail, spilled } = openTrail(['lose-answer']);
    entry.finish(ENDING);
    await vi.advanceTimersByTimeAsync(5_000);
    await trail.settled(signal);
    expect(sink.tries).toEqual(['finish', 'finish']);
    expect(spilled()).toEqual([]);
  });

  it.each<{ script: Behaviour[] }>([
    { script: ['unreachable', 'unreachable', 'unreachable'] },
    { script: ['hang', 'hang', 'hang'] },
    { script: ['rejected'] },
  ])('is spilled within 5 s when the store fails with $script', async ({ script }) => {
    const { entry, trail, spilled } = openTrail(script);
    entry.finish(ENDING);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(spilled()).toMatchObject([{ phase: 'finish', record: { requestId: REQUEST_ID, outcome: 'complete' } }]);
    expect(trail.spilled).toEqual({ starts: 0, finishes: 1 });
    expect(trail.lastStoreProof.state).toBe('down');
  });

  it('is counted as lost when the log stalls, too', async () => {
    const stalled = new PassThrough({ write: () => undefined });
    const { entry, trail } = openTrail(['rejected'], 'strict', stalled);
    entry.finish(ENDING);
    await vi.advanceTimersByTimeAsync(1_001);
    expect([trail.lost, trail.spilled.finishes]).toEqual([1, 0]);
  });
});
