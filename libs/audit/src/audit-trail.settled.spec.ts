import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { OPENING } from './testing/sample-records.js';
import { ScriptedSink, type Behaviour } from './testing/scripted.sink.js';
import { AuditTrail } from './audit-trail.js';
import { MAX_PENDING_FINISHES } from './audit-writer.js';
import { LogAuditSink } from './sinks/log.sink.js';

const ENDING = { outcome: 'complete', statusCode: 200 } as const;

function openTrail(script: Behaviour[] = []) {
  const sink = new ScriptedSink(script);
  const log = new PassThrough();
  const options = { mode: 'strict', ttlDays: 30, tableName: 'audit', gatewayVersion: '1.2.3' } as const;
  return { sink, log: log.resume(), trail: new AuditTrail(sink, new LogAuditSink(log), options) };
}

describe('AuditTrail.settled', () => {
  it('spills at once what has not landed when its signal fires, and says nothing against the store', async () => {
    const { trail } = openTrail(['hang', 'hang']);
    trail.open({}, OPENING).finish(ENDING);
    trail.open({}, OPENING).finish(ENDING);
    await trail.settled(AbortSignal.abort());
    expect(trail.spilled).toEqual({ starts: 0, finishes: 2 });
    expect(trail.lastStoreProof.state).toBe('unknown');
  });

  it('leaves the trail in working order', async () => {
    const { trail, sink } = openTrail(['hang']);
    trail.open({}, OPENING).finish(ENDING);
    await trail.settled(AbortSignal.abort());
    trail.open({}, OPENING).finish(ENDING);
    await trail.settled(new AbortController().signal);
    expect(sink.store.records).toHaveLength(1);
  });

  it('is waited for by a shutdown', async () => {
    const { trail, sink } = openTrail();
    trail.open({}, OPENING).finish(ENDING);
    await trail.onApplicationShutdown();
    expect(sink.store.records).toHaveLength(1);
  });

  it('is waited for by a shutdown, too, where it is still to come', async () => {
    const { trail, sink } = openTrail();
    const entry = trail.open({}, OPENING);
    const shutDown = trail.onApplicationShutdown();
    await new Promise(setImmediate);
    entry.finish(ENDING);
    await shutDown;
    expect(sink.store.records).toHaveLength(1);
  });
});

describe('AuditTrail under load', () => {
  it('writes 64 finishes at a time, and spills without a try when too many are under way', async () => {
    const { trail, sink } = openTrail(Array<Behaviour>(MAX_PENDING_FINISHES).fill('hang'));
    for (let count = 0; count < MAX_PENDING_FINISHES; count += 1) trail.open({}, OPENING).finish(ENDING);
    trail.open({}, OPENING).finish(ENDING);
    await vi.waitFor(() => expect(trail.spilled.finishes).toBe(1), 10_000);
    expect(sink.tries).toHaveLength(64);
    await trail.settled(AbortSignal.abort());
    expect(trail.spilled.finishes).toBe(MAX_PENDING_FINISHES + 1);
  });

  it('does not hold a finished entry once its request is gone', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const { trail } = openTrail();
    const entry = new WeakRef(trail.open({}, OPENING));
    entry.deref()?.finish(ENDING);
    await trail.settled(new AbortController().signal);
    await new Promise(setImmediate);
    collectGarbage();
    expect(entry.deref()).toBeUndefined();
  });
});
