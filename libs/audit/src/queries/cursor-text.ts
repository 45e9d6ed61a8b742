import { createHash, timingSafeEqual } from 'node:crypto';
import { shardOf } from '../dynamodb/index-keys.js';
import { AuditCursorError } from '../errors.js';
import type { PartitionPosition } from './partition-cursor.js';
import { isFitWindow, type AuditWindow, type QueryPlan } from './query-plan.js';
import type { PagePosition } from './read-page.js';

/** Where the next page of a query begins, with the window that the first page was about. */
export interface Continuation {
  readonly window: AuditWindow;
  readonly position: PagePosition;
}

/** A segment and its partitions: 0 is not read yet, 1 is read to its end, else time and id of the last record. */
type Written = readonly [from: number, to: number, segment: number, ...partitions: (number | readonly unknown[])[]];

const DIGEST_BYTES = 16;
const CURSOR = /^[A-Za-z0-9_-]{20,1800}\.[A-Za-z0-9_-]{22}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The last instant that `Date` knows. */
const MOST_EPOCH_MS = 8.64e15;

/**
 * Prints where the next page begins. The digest binds it to one query of one scope, so that a cursor cannot be carried
 * over to another one. It needs no secret: what a caller may see is decided anew for each page, never by the cursor.
 *
 * @param query everything that decides which records are asked for, and whose they may be.
 */
export function printCursor({ window, position }: Continuation, query: unknown): string {
  const written: Written = [
    window.fromEpochMs,
    window.toEpochMs,
    position.segment,
    ...position.partitions.map(printPartition),
  ];
  const text = Buffer.from(JSON.stringify(written)).toString('base64url');
  return `${text}.${digestOf(text, query).toString('base64url')}`;
}

/**
 * Reads such a text back, for the very same query.
 *
 * @param planOf the plan of the window that the text names: what it says is held against that.
 * @throws {AuditCursorError} for anything but what was given out for this query.
 */
export function parseCursor(text: string, query: unknown, planOf: (window: AuditWindow) => QueryPlan): Continuation {
  const [written = '', digest = ''] = CURSOR.test(text) ? text.split('.') : [];
  const given = Buffer.from(digest, 'base64url');
  if (given.length !== DIGEST_BYTES || !timingSafeEqual(given, digestOf(written, query))) throw new AuditCursorError();
  const [fromEpochMs, toEpochMs, segment, ...partitions] = parseJsonArray(Buffer.from(written, 'base64url').toString());
  if (!isInstant(fromEpochMs) || !isInstant(toEpochMs) || !isInstant(segment)) throw new AuditCursorError();
  const window = { fromEpochMs, toEpochMs };
  if (!isFitWindow(window)) throw new AuditCursorError();
  const count = planOf(window).segments[segment]?.length;
  if (count !== partitions.length) throw new AuditCursorError();
  const positions = partitions.map((partition, place) =>
    parsePartition(partition, window, count === 1 ? undefined : place),
  );
  return { window, position: { segment, partitions: positions } };
}

function printPartition(position: PartitionPosition): number | readonly unknown[] {
  if (position === 'start') return 0;
  if (position === 'end') return 1;
  return [Date.parse(position.timestamp), position.requestId];
}

/** @param shard the part of the index that the record must lie in; undefined where there is only one. */
function parsePartition(value: unknown, window: AuditWindow, shard: number | undefined): PartitionPosition {
  if (value === 0) return 'start';
  if (value === 1) return 'end';
  const [epochMs, requestId]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (!isInstant(epochMs) || typeof requestId !== 'string' || !UUID.test(requestId)) throw new AuditCursorError();
  // DynamoDB refuses to begin outside of what it is asked for, in words that are no caller's business.
  const isInside = epochMs >= window.fromEpochMs && epochMs < window.toEpochMs;
  if (!isInside || (shard !== undefined && shardOf(requestId) !== shard)) throw new AuditCursorError();
  return { requestId, timestamp: new Date(epochMs).toISOString() };
}

function digestOf(text: string, query: unknown): Buffer {
  const bound = JSON.stringify([text, query]);
  return createHash('sha256').update(bound).digest().subarray(0, DIGEST_BYTES);
}

function parseJsonArray(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_EPOCH_MS;
}
