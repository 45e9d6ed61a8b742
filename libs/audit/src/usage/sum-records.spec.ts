import { describe, expect, it } from 'vitest';
import type { PartitionReader, RecordChunk, RecordKey } from '../queries/partition-reader.js';
import { FINISHED } from '../testing/sample-records.js';
import { sumRecords } from './sum-records.js';

const { signal } = new AbortController();
const KEY: RecordKey = { requestId: FINISHED.requestId, timestamp: FINISHED.timestamp };

/** An index whose parts come in so many chunks of one record. */
function chunkedReader(chunks: number) {
  const asked: (readonly [part: string, isFirst: boolean])[] = [];
  const left = new Map<string, number>();
  const read: PartitionReader['read'] = (_, { key }, { after }) => {
    asked.push([key, after === undefined]);
    const remaining = (left.get(key) ?? chunks) - 1;
    left.set(key, remaining);
    const { requestId, timestamp, modelId = '', success } = FINISHED;
    const records = [{ requestId, timestamp, modelId, success }];
    const chunk: RecordChunk = { records, lastKey: remaining > 0 ? KEY : undefined, evaluated: 1, readUnits: 0.5 };
    return Promise.resolve(chunk);
  };
  return { read, asked };
}

const SUM = { day: '2026-03-04', tenant: undefined, mostRecords: 24 };

describe('sumRecords', () => {
  it('reads each of the eight parts of a day to its end', async () => {
    const reader = chunkedReader(3);
    const { sums, evaluated } = await sumRecords(reader, SUM, signal);
    expect(evaluated).toBe(24);
    expect(sums.rows()).toMatchObject([{ model: 'amazon.nova-premier-v1:0', requests: 24 }]);
    expect(new Set(reader.asked.map(([part]) => part)).size).toBe(8);
    expect(reader.asked.filter(([, isFirst]) => isFirst)).toHaveLength(8);
  });

  it('gives up above the limit, and reads no further', async () => {
    const reader = chunkedReader(1_000);
    await expect(sumRecords(reader, SUM, signal)).rejects.toMatchObject({
      code: 'USAGE_TOO_LARGE',
      of: 'records',
      most: 24,
    });
    expect(reader.asked.length).toBeLessThan(50);
  });

  it('counts no record that is no use of a model', async () => {
    const nothing: RecordChunk = { records: [{ ...KEY }], lastKey: undefined, evaluated: 1, readUnits: 0.5 };
    const { sums } = await sumRecords({ read: () => Promise.resolve(nothing) }, { ...SUM, tenant: 'blue' }, signal);
    expect(sums.rows()).toEqual([]);
  });
});
