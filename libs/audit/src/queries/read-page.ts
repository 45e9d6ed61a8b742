import type { StoredAuditRecord } from './from-item.js';
import { PartitionCursor, type PartitionPosition } from './partition-cursor.js';
import type { ChunkQuery, PartitionReader } from './partition-reader.js';
import type { IndexPartition, QueryPlan, Segment } from './query-plan.js';

/** Where a page ended and the next one begins. */
export interface PagePosition {
  /** Which segment of the plan. */
  readonly segment: number;
  /** One for each of its partitions. */
  readonly partitions: readonly PartitionPosition[];
}

/** Some of the records asked for, newest first. */
export interface RecordPage {
  readonly records: readonly StoredAuditRecord[];
  /** Undefined: there are no more. A page may be short, or empty, and still not be the last. */
  readonly next: PagePosition | undefined;
  /** Read units that the page has cost. */
  readonly readUnits: number;
}

/** What one page may cost at most, however many records there are: requests to DynamoDB, and records looked at. */
export const PAGE_BOUNDS = { maxQueries: 64, maxEvaluated: 2_000 };

/** The most that one request looks at, where hardly any are those asked for. */
const MOST_OF_A_CHUNK = 128;
/** Records of a moment do not spread evenly over the parts of an index: so many more than the average are read of each. */
const SPREAD = 4;

/** One request to be made. */
interface ChunkRead {
  readonly cursor: PartitionCursor;
  readonly partition: IndexPartition;
  readonly limit: number;
}

/** Reads a page within its bounds: the partitions of one segment side by side, segment after segment. */
export class PageReading {
  readonly #records: StoredAuditRecord[] = [];
  #queries = 0;
  #evaluated = 0;
  #readUnits = 0;

  constructor(
    private readonly reader: PartitionReader,
    private readonly query: ChunkQuery,
    private readonly plan: QueryPlan,
    private readonly limit: number,
  ) {}

  /** @throws as `PartitionReader.read`. */
  async read(from: PagePosition | undefined, signal: AbortSignal): Promise<RecordPage> {
    let at = from;
    for (let segment = from?.segment ?? 0; segment < this.plan.segments.length; segment += 1) {
      const partitions = this.plan.segments[segment] ?? [];
      const cursors = partitions.map((_, place) => new PartitionCursor(at?.partitions[place] ?? 'start'));
      const isWhole = await this.#merge(partitions, cursors, signal);
      const next = { segment, partitions: cursors.map(({ position }) => position) };
      if (!isWhole) return this.#page(next);
      if (this.#records.length >= this.limit) return this.#page(this.#beginningOf(segment + 1));
      at = undefined;
    }
    return this.#page(undefined);
  }

  /** Resolves with true at the end of the segment, with false when the page is full or may cost no more. */
  async #merge(partitions: Segment, cursors: readonly PartitionCursor[], signal: AbortSignal): Promise<boolean> {
    while (true) {
      if (!(await this.#fill(partitions, cursors, signal))) return false;
      const newest = newestOf(cursors);
      if (newest?.head === undefined) return true;
      this.#records.push(newest.head);
      newest.take(newest.head);
      if (this.#records.length >= this.limit) return cursors.every(({ position }) => position === 'end');
    }
  }

  /** Reads on where nothing is at hand; false if the page may cost no more. */
  async #fill(partitions: Segment, cursors: readonly PartitionCursor[], signal: AbortSignal): Promise<boolean> {
    while (cursors.some(({ isEmpty }) => isEmpty)) {
      const reads = cursors.flatMap((cursor, place) => {
        const partition = partitions[place];
        return cursor.isEmpty && partition ? [{ cursor, partition, limit: this.#chunkOf(cursor, cursors.length) }] : [];
      });
      if (!this.#affords(reads)) return false;
      await Promise.all(reads.map((read) => this.#readChunk(read, signal)));
    }
    return true;
  }

  async #readChunk({ cursor, partition, limit }: ChunkRead, signal: AbortSignal): Promise<void> {
    const chunk = await this.reader.read(this.query, partition, { after: cursor.after, limit }, signal);
    this.#readUnits += chunk.readUnits;
    cursor.fill(chunk);
  }

  /** Counted before they are read, as if each looked at all that it may: no page can cost more than it was granted. */
  #affords(reads: readonly ChunkRead[]): boolean {
    const queries = this.#queries + reads.length;
    const evaluated = reads.reduce((sum, { limit }) => sum + limit, this.#evaluated);
    if (queries > PAGE_BOUNDS.maxQueries || evaluated > PAGE_BOUNDS.maxEvaluated) return false;
    this.#queries = queries;
    this.#evaluated = evaluated;
    return true;
  }

  #chunkOf({ scarcity }: PartitionCursor, partitions: number): number {
    const usual = partitions === 1 ? this.limit : Math.ceil(this.limit / partitions) + SPREAD;
    return Math.max(usual, Math.min(usual * scarcity, MOST_OF_A_CHUNK));
  }

  #beginningOf(segment: number): PagePosition | undefined {
    const partitions = this.plan.segments[segment];
    return partitions && { segment, partitions: partitions.map(() => 'start') };
  }

  #page(next: PagePosition | undefined): RecordPage {
    return { records: this.#records, next, readUnits: this.#readUnits };
  }
}

/** The cursor with the newest head. Of two records of one millisecond, the one with the greater id comes first. */
function newestOf(cursors: readonly PartitionCursor[]): PartitionCursor | undefined {
  return cursors
    .filter(({ head }) => head !== undefined)
    .reduce<PartitionCursor | undefined>(
      (best, cursor) => (isNewer(cursor.head, best?.head) ? cursor : best),
      undefined,
    );
}

function isNewer(one: StoredAuditRecord | undefined, other: StoredAuditRecord | undefined): boolean {
  if (one === undefined || other === undefined) return other === undefined;
  return one.timestamp === other.timestamp ? one.requestId > other.requestId : one.timestamp > other.timestamp;
}
