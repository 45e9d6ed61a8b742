import { PassThrough } from 'node:stream';
import { Logger } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import type { FinishedAuditRecord } from './audit-record.js';
import { AuditTrail } from './audit-trail.js';
import { FinishedRecords } from './finished-records.js';
import { LogAuditSink } from './sinks/log.sink.js';
import { MemoryAuditSink } from './sinks/memory.sink.js';
import { OPENING } from './testing/sample-records.js';

const OPTIONS = { mode: 'strict', ttlDays: 30, tableName: 'audit', gatewayVersion: '1.2.3' } as const;

afterEach(() => void vi.restoreAllMocks());

function open() {
  const finished = new FinishedRecords();
  const trail = new AuditTrail(new MemoryAuditSink(), new LogAuditSink(new PassThrough()), OPTIONS, finished);
  const refuse = (): void => trail.open({}, OPENING).finish({ outcome: 'refused', statusCode: 403 });
  return { finished, refuse };
}

it('shows each record once, whole, to whoever observes, until they have seen enough', () => {
  const { finished, refuse } = open();
  const seen: FinishedAuditRecord[] = [];
  const stop = finished.observe((record) => seen.push(record));
  refuse();
  expect(seen).toMatchObject([{ requestId: OPENING.requestId, outcome: 'refused', statusCode: 403, success: false }]);
  stop();
  refuse();
  expect(seen).toHaveLength(1);
});

it('goes on without an observer that throws, and with the others', () => {
  const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const { finished, refuse } = open();
  const seen: string[] = [];
  finished.observe(() => {
    seen.push('broken');
    throw new TypeError('x');
  });
  finished.observe(() => void seen.push('whole'));
  refuse();
  refuse();
  expect(seen).toEqual(['broken', 'whole', 'whole']);
  expect(logged.mock.calls).toEqual([[new TypeError('x')]]);
});
