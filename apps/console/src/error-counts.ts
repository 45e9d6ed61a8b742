import type { RequestRow } from './request-row.js';

/** How often one kind of error came. */
export interface ErrorCount {
  readonly kind: string;
  readonly count: number;
  /** The routes that the last attempts of these requests went by; `none` where nothing was sent. */
  readonly routes: readonly string[];
}

/** Counts what did not end well, most frequent first. */
export function countErrors(rows: readonly RequestRow[]): readonly ErrorCount[] {
  const kinds = Map.groupBy(rows.filter(isError), kindOf);
  return [...kinds]
    .map(([kind, of]) => ({
      kind,
      count: of.length,
      routes: [...new Set(of.map((row) => row.attempts.at(-1)?.route ?? 'none'))].toSorted(),
    }))
    .toSorted((one, other) => other.count - one.count || one.kind.localeCompare(other.kind));
}

/** Whether a request did not end well. */
export function isError({ outcome, statusCode = 0 }: RequestRow): boolean {
  return outcome !== 'complete' || statusCode >= 400;
}

/** A caller who left has no error type; how it ended says it then. */
function kindOf({ errorType, outcome }: RequestRow): string {
  return errorType ?? outcome;
}
