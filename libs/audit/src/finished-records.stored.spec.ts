import { PassThrough } from 'node:stream';
import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AuditTrail } from './audit-trail.js';
import { FinishedRecords, type StoredRecordObserver } from './finished-records.js';
import { LogAuditSink } from './sinks/log.sink.js';
import { OPENING } from './testing/sample-records.js';
import { ScriptedSink, type Behaviour } from './testing/scripted.sink.js';

/** The clock stands still: records of one request have one key. */
const OPTIONS = { mode: 'strict', ttlDays: 30, tableName: 'audit', gatewayVersion: '1.2.3', now: () => 0 } as const;
const ENDING = { outcome: 'complete', statusCode: 200 } as const;

afterEach(() => void vi.restoreAllMocks());

function open(script: Behaviour[] = []) {
  const finished = new FinishedRecords();
  const sink = new ScriptedSink(script);
  const trail = new AuditTrail(sink, new LogAuditSink(new PassThrough().resume()), OPTIONS, finished);
  const observer = { onStored: vi.fn<StoredRecordObserver['onStored']>(), settled: vi.fn(() => Promise.resolve()) };
  const stop = finished.observeStored(observer);
  const settle = (): Promise<void> => trail.settled(AbortSignal.timeout(10_000));
  return { trail, sink, observer, stop, settle };
}

describe('a record that the store takes', () => {
  it('is shown once it is there, and not before', async () => {
    const { trail, observer, settle } = open();
    trail.open({}, OPENING).finish(ENDING);
    expect(observer.onStored).not.toHaveBeenCalled();
    await settle();
    expect(observer.onStored).toHaveBeenCalledOnce();
    expect(observer.onStored.mock.calls[0]?.[0]).toMatchObject({ requestId: OPENING.requestId, outcome: 'complete' });
  });

  it('is shown once although only the answer of an earlier try was lost', async () => {
    const { trail, observer, sink, settle } = open(['lose-answer']);
    trail.open({}, OPENING).finish(ENDING);
    await settle();
    expect([sink.tries.length, observer.onStored.mock.calls.length]).toEqual([2, 1]);
  });

  it('is not shown a second time: somebody else has put it there', async () => {
    const { trail, observer, settle } = open();
    trail.open({}, OPENING).finish(ENDING);
    await settle();
    trail.open({}, OPENING).finish(ENDING);
    await settle();
    expect(observer.onStored).toHaveBeenCalledOnce();
  });
});

describe('a record that was spilled', () => {
  it('is not shown, even if a try lands in the end: the replay counts what it puts back', async () => {
    const { trail, sink, observer, settle } = open(['late', 'rejected']);
    trail.open({}, OPENING).finish(ENDING);
    await settle();
    sink.applyLate();
    await settle();
    expect([observer.onStored.mock.calls.length, trail.spilled.finishes]).toEqual([0, 1]);
  });
});

describe('those who see stored records', () => {
  it('are waited for, with the same signal, after the last record', async () => {
    const { trail, observer } = open();
    const { signal } = new AbortController();
    trail.open({}, OPENING).finish(ENDING);
    observer.settled.mockImplementationOnce(() => {
      expect(observer.onStored).toHaveBeenCalledOnce();
      return Promise.resolve();
    });
    await trail.settled(signal);
    expect(observer.settled).toHaveBeenCalledExactlyOnceWith(signal);
  });

  it('see no more once they have stopped, or thrown', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const { trail, observer, stop, settle } = open();
    observer.onStored.mockImplementationOnce(() => {
      throw new TypeError('x');
    });
    trail.open({}, OPENING).finish(ENDING);
    await settle();
    trail.open({}, { ...OPENING, requestId: 'another' }).finish(ENDING);
    await settle();
    expect([observer.onStored.mock.calls.length, logged.mock.calls.length, trail.spilled.finishes]).toEqual([1, 1, 0]);
    stop();
  });
});
