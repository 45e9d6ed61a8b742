import { parseSpillLine, SPILL_MARKER } from '@app/audit';
import type { Exchange } from '../../apps/sandbox/src/sandbox.js';
import type { StoredRecord } from '../support/audit-records.js';
import type { Ask } from './caller.js';

/** All that is known of some lives of a gateway, when nothing of them goes on any more. */
export interface Evidence {
  readonly asks: readonly Ask[];
  /** What both upstreams saw of requests of callers, whole or not. */
  readonly arrivals: readonly Exchange[];
  /** Ids of the calls that the sibling function saw any byte of. */
  readonly peerCalls: ReadonlySet<string>;
  readonly table: readonly StoredRecord[];
  /** The log, as far as anybody can read it who was not killed. */
  readonly log: string;
}

/** SHA-256 of nothing: an upstream that did not see the end of a body. */
const OF_NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Fields that only a request has whose end is known. */
const OF_AN_END = ['statusCode', 'success', 'latency', 'responseSize'];

/** The records that went to a log, in its order. */
export function spilledIn(log: string): StoredRecord[] {
  return log.split('\n').flatMap((line) => {
    const spilled = parseSpillLine(line);
    return spilled === undefined ? [] : [{ ...spilled.record }];
  });
}

/** Lines of a log that were cut while they were written. */
export function cutLinesIn(log: string): number {
  return log.split('\n').filter((line) => line.includes(SPILL_MARKER) && parseSpillLine(line) === undefined).length;
}

/** What is wrong, one sentence each; empty when all holds. */
export function objectionsTo(evidence: Evidence): string[] {
  const records = [...evidence.table, ...spilledIn(evidence.log)];
  return [
    ...lostIn(evidence, records),
    ...lostToCallersIn(evidence, records),
    ...duplicatesIn(evidence.table, records),
    ...wrongEndsIn(records),
  ];
}

/** What an upstream or the sibling has seen a byte of, and no record tells of. */
export function lostIn({ asks, arrivals, peerCalls }: Evidence, records: readonly StoredRecord[]): string[] {
  const fingerprints = new Set(records.map((record) => record['requestFingerprint']));
  const requestIds = new Set(records.map((record) => record['requestId']));
  const sent = new Set(arrivals.map((arrival) => fingerprintOf(arrival, asks)));
  return [
    ...[...sent].filter((print) => !fingerprints.has(print)).map((print) => `LOST: an upstream saw ${print}`),
    ...[...peerCalls].filter((id) => !requestIds.has(id)).map((id) => `LOST: the sibling saw ${id}`),
  ];
}

/** Good answers that callers have seen the whole of, and whose id no record has. */
function lostToCallersIn({ asks }: Evidence, records: readonly StoredRecord[]): string[] {
  const requestIds = new Set(records.map((record) => record['requestId']));
  const answered = asks.filter(
    ({ status, isWhole, requestId }) => status === 200 && isWhole && !requestIds.has(requestId),
  );
  return answered.map(({ requestId }) => `LOST: a caller saw the answer of ${requestId}`);
}

/** A caller asks one request at a time, so one that broke off is its last. */
function fingerprintOf({ requestSha256, modelId }: Exchange, asks: readonly Ask[]): string {
  if (requestSha256 !== OF_NO_BODY) return requestSha256;
  return asks.findLast((ask) => ask.modelId === modelId)?.fingerprint ?? 'what nobody asked';
}

/** A request has one record, wherever parts of it are: one key, and one key only. */
export function duplicatesIn(table: readonly StoredRecord[], records: readonly StoredRecord[]): string[] {
  const keysOf = new Map<unknown, Set<string>>();
  for (const record of records) {
    const keys = keysOf.get(record['requestFingerprint']) ?? new Set();
    keysOf.set(record['requestFingerprint'], keys.add(`${String(record['requestId'])} ${String(record['timestamp'])}`));
  }
  const requestIds = new Set(table.map((record) => record['requestId']));
  return [
    ...[...keysOf]
      .filter(([print, keys]) => print !== undefined && keys.size > 1)
      .map(([print]) => `TWICE: ${String(print)}`),
    ...(requestIds.size === table.length ? [] : ['TWICE: two items of the table have one request id']),
  ];
}

/** A record says how its request ended if and only if it says that it has ended. */
function wrongEndsIn(records: readonly StoredRecord[]): string[] {
  const isWrong = (record: StoredRecord): boolean => {
    const known = OF_AN_END.filter((field) => record[field] !== undefined).length;
    return known !== (record['outcome'] === 'started' ? 0 : OF_AN_END.length);
  };
  return records.filter(isWrong).map((record) => `WRONG: ${String(record['requestId'])} tells of an end it has not`);
}
