import type { Schedule } from './arrivals.ts';

/** Where and as whom. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

/** Requests that are sent when they are due, answered or not: nobody waits for anybody. */
export interface OpenLoop extends Target, Schedule {
  readonly kind: 'open-loop';
}

/** So many callers, each of whom asks again as soon as it is answered: as much as there is capacity for. */
export interface ClosedLoop extends Target {
  readonly kind: 'closed-loop';
  readonly callers: number;
  readonly durationMs: number;
}

/** What the generator is to do. */
export type Load = OpenLoop | ClosedLoop;

/** What has come of a load. */
export interface LoadFigures {
  readonly sent: number;
  /** Those that went again by another connection. */
  readonly sentAgain: number;
  /** From when the last was due to when all were answered. */
  readonly drainMs: number;
  /** Answers by their HTTP status; 0 stands for a connection that broke. */
  readonly byStatus: Readonly<Record<number, number>>;
  /** Good answers per second, of those that came before the load ended. */
  readonly goodputPerSecond: number;
  /** What was wrong with answers: a few of them, in words. */
  readonly faults: readonly string[];
  /** From when a request was due to the end of its answer, ascending. */
  readonly answeredMs: readonly number[];
  /** The same, of refusals. */
  readonly refusedMs: readonly number[];
  /** By how much the generator itself was late in sending, ascending. */
  readonly lateMs: readonly number[];
}

/** The value that so large a share of ascending values do not exceed; 0 of none. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}
