import type { RequestRow } from './request-row.js';

/** Columns of a chart, oldest first: seconds since 1970, whole time in ms, time to the first byte in ms. */
export type LatencyColumns = readonly [readonly number[], readonly (number | null)[], readonly (number | null)[]];

/** The requests that a route has answered, newest first in, oldest first out. */
export function latencyColumns(rows: readonly RequestRow[], route: string): LatencyColumns {
  const answered = answeredBy(rows, route)
    .map((row) => ({ ...row, endedAtEpochS: (Date.parse(row.timestamp) + (row.latencyMs ?? 0)) / 1_000 }))
    .filter(({ endedAtEpochS }) => Number.isFinite(endedAtEpochS))
    .toSorted((one, other) => one.endedAtEpochS - other.endedAtEpochS);
  return [
    answered.map(({ endedAtEpochS }) => endedAtEpochS),
    answered.map(({ latencyMs }) => latencyMs ?? null),
    answered.map(({ firstByteMs }) => firstByteMs ?? null),
  ];
}

/** The requests to models that a route has answered well: those of which a time says something. */
export function answeredBy(rows: readonly RequestRow[], route: string): readonly RequestRow[] {
  return rows.filter((row) => row.route === route && row.model !== undefined && row.outcome === 'complete');
}

/** The value below which a part of the values is, by the nearest rank; undefined of none. */
export function quantile(values: readonly (number | null | undefined)[], part: number): number | undefined {
  const known = values.filter((value) => typeof value === 'number').toSorted((one, other) => one - other);
  return known[Math.max(0, Math.ceil(part * known.length) - 1)];
}
