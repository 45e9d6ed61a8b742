import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { AuditTrail } from './audit-trail.js';
import { LogAuditSink } from './sinks/log.sink.js';
import { OPENING } from './testing/sample-records.js';
import { ScriptedSink, type Behaviour } from './testing/scripted.sink.js';

const ENDING = { outcome: 'complete', statusCode: 200 } as const;
const { signal: never } = new AbortController();

function openTrail(script: Behaviour[] = []) {
  const sink = new ScriptedSink(script);
  const options = { mode: 'strict', ttlDays: 30, tableName: 'audit', gatewayVersion: '1.2.3' } as const;
  return { sink, trail: new AuditTrail(sink, new LogAuditSink(new PassThrough().resume()), options) };
}

/** Whether work has ended once nothing is left to do at once. */
async function hasEnded(work: Promise<void>): Promise<boolean> {
  let ended = false;
  void work.then(() => (ended = true));
  for (let round = 0; round < 20; round += 1) await new Promise(setImmediate);
  return ended;
}

describe('AuditTrail.idle', () => {
  it('waits for a record that is not finished, and for its write', async () => {
    const { trail, sink } = openTrail();
    const entry = trail.open({}, OPENING);
    const idle = trail.idle(never);
    expect(await hasEnded(idle)).toBe(false);
    entry.finish(ENDING);
    await idle;
    expect(sink.store.records).toMatchObject([{ outcome: 'complete' }]);
  });

  it('waits for every one of several, whatever the order they end in', async () => {
    const { trail, sink } = openTrail();
    const [first, second] = [trail.open({}, OPENING), trail.open({}, { ...OPENING, requestId: 'second' })];
    const idle = trail.idle(never);
    second.finish(ENDING);
    expect(await hasEnded(idle)).toBe(false);
    first.finish(ENDING);
    await idle;
    expect(sink.store.records).toHaveLength(2);
  });

  it('waits for a record once, although it was opened twice', async () => {
    const { trail } = openTrail();
    const request = {};
    trail.open(request, OPENING).finish(ENDING);
    trail.open(request, OPENING);
    expect(await hasEnded(trail.idle(never))).toBe(true);
  });

  it('gives up what is unfinished when its signal fires, and spills what has not landed', async () => {
    const { trail } = openTrail(['hang']);
    trail.open({}, OPENING);
    trail.open({}, { ...OPENING, requestId: 'finished' }).finish(ENDING);
    const end = new AbortController();
    const idle = trail.idle(end.signal);
    expect(await hasEnded(idle)).toBe(false);
    end.abort();
    await idle;
    expect(trail.spilled).toEqual({ starts: 0, finishes: 1 });
  });

  it('gives up at once when its signal had fired before', async () => {
    const { trail } = openTrail();
    trail.open({}, OPENING);
    expect(await hasEnded(trail.idle(AbortSignal.abort()))).toBe(true);
  });

  it('has nothing to wait for in a process without requests, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await openTrail().trail.idle(signal);
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

describe('AuditEntry.finished', () => {
  it('resolves with the first ending, before anything is written, and not earlier', async () => {
    const { trail } = openTrail(['hang']);
    const entry = trail.open({}, OPENING);
    expect(await hasEnded(entry.finished)).toBe(false);
    entry.finish(ENDING);
    entry.finish({ outcome: 'failed', statusCode: 500 });
    expect(await hasEnded(entry.finished)).toBe(true);
    await trail.settled(AbortSignal.abort());
  });
});
