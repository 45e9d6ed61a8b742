import { UsageTooLargeError } from '../errors.js';
import type { PartitionReader, RecordKey } from '../queries/partition-reader.js';
import { segmentOfDay, type AuditWindow, type IndexPartition } from '../queries/query-plan.js';
import { COUNTED_FIELDS, usageOf } from './usage-counts.js';
import { UsageSums } from './usage-sums.js';

/** What is added up. */
export interface RecordSum {
  /** In UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly tenant: string | undefined;
  /** Records that may be looked at; more is an error. */
  readonly mostRecords: number;
}

const DAY_MS = 86_400_000;

/** Records of one request to DynamoDB; it stops at 1 MB by itself. */
const CHUNK = 1_000;

/**
 * Adds up what the records of a day say, those included that are over their time and still there. The parts of the day
 * side by side; memory is bounded by how many models, tenants and routes differ.
 *
 * @returns how many records were looked at, and the sums.
 * @throws {UsageTooLargeError} above `mostRecords`.
 * @throws as `PartitionReader.read`.
 */
export async function sumRecords(
  reader: Pick<PartitionReader, 'read'>,
  { day, tenant, mostRecords }: RecordSum,
  signal: AbortSignal,
): Promise<{ readonly sums: UsageSums; readonly evaluated: number }> {
  const sums = new UsageSums();
  const fromEpochMs = Date.parse(day);
  const window: AuditWindow = { fromEpochMs, toEpochMs: fromEpochMs + DAY_MS };
  const filter = tenant === undefined ? {} : { tenant };
  const query = { window, filter, nowEpochMs: 0, fields: COUNTED_FIELDS };
  let evaluated = 0;
  const sumPartition = async (partition: IndexPartition): Promise<void> => {
    let after: RecordKey | undefined;
    do {
      const chunk = await reader.read(query, partition, { after, limit: CHUNK }, signal);
      evaluated += chunk.evaluated;
      if (evaluated > mostRecords) throw new UsageTooLargeError('records', mostRecords);
      for (const record of chunk.records) {
        const row = usageOf(record);
        if (row) sums.add(row);
      }
      after = chunk.lastKey;
    } while (after !== undefined);
  };
  await Promise.all(segmentOfDay(day).map(sumPartition));
  return { sums, evaluated };
}
