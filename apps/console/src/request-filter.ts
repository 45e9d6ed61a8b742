import type { RequestRow } from './request-row.js';

/** What requests have to be like to be shown. An empty text asks for nothing. */
export interface RequestFilter {
  readonly route: string;
  readonly outcome: string;
  /** Part of the name, in any case. */
  readonly model: string;
  readonly caller: string;
  readonly dataClass: string;
  /** Without those that ask about the gateway itself, as this page does. */
  readonly modelsOnly: boolean;
}

/** Whether a request is one of those asked for. */
export function matchesFilter(row: RequestRow, filter: RequestFilter): boolean {
  if (filter.modelsOnly && row.model === undefined) return false;
  return (
    isOrAny(row.route, filter.route) &&
    isOrAny(row.outcome, filter.outcome) &&
    hasPart(row.model, filter.model) &&
    hasPart(`${row.caller} ${row.tenant ?? ''}`, filter.caller) &&
    hasPart(row.dataClass, filter.dataClass)
  );
}

function isOrAny(value: string | undefined, asked: string): boolean {
  return asked === '' || value === asked;
}

function hasPart(value: string | undefined, asked: string): boolean {
  return (value ?? '').toLowerCase().includes(asked.trim().toLowerCase());
}
