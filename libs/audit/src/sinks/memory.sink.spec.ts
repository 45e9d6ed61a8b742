import { describe, expect, it } from 'vitest';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { MemoryAuditSink } from './memory.sink.js';

describe('MemoryAuditSink', () => {
  it('never replaces a finished record', async () => {
    const sink = new MemoryAuditSink();
    await expect(sink.finish(FINISHED)).resolves.toBe('stored');
    await expect(sink.start(STARTED)).resolves.toBe('kept');
    await expect(sink.finish({ ...FINISHED, outcome: 'failed' })).resolves.toBe('kept');
    expect(sink.records).toEqual([FINISHED]);
  });

  it('keeps the first start, and lets a finish replace it', async () => {
    const sink = new MemoryAuditSink();
    await expect(sink.start(STARTED)).resolves.toBe('stored');
    await expect(sink.start({ ...STARTED, subject: 'app-two' })).resolves.toBe('kept');
    expect(sink.records).toEqual([STARTED]);
    await expect(sink.finish(FINISHED)).resolves.toBe('stored');
    expect(sink.records).toEqual([FINISHED]);
  });

  it('holds no more than 10,000 records, the latest', async () => {
    const sink = new MemoryAuditSink();
    for (let count = 0; count <= 10_000; count += 1) await sink.start({ ...STARTED, requestId: `request-${count}` });
    expect(sink.records).toHaveLength(10_000);
    expect(sink.records[0]).toMatchObject({ requestId: 'request-1' });
  });

  it('is always there, and empty when closed', async () => {
    const sink = new MemoryAuditSink();
    await sink.start(STARTED);
    await expect(sink.check()).resolves.toBeUndefined();
    sink.close();
    expect(sink.records).toEqual([]);
  });
});
