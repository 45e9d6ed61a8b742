import { isFitWindow, MOST_WINDOW_DAYS, type AuditFilter, type AuditQuery, type AuditWindow } from '@app/audit';
import type { Request } from 'express';
import { TENANT_NAME } from '../auth/caller.js';
import { DATA_CLASS_NAME } from '../config/data-classes-config.js';
import { queryOf } from '../inference/query-of.js';
import { RequestInvalidError } from '../problems/errors.js';
import { parseInstant } from './parse-instant.js';
import { countUpTo, readParameters, textLike, textUpTo, wordOf, type Parameters } from './read-parameters.js';
import { tenantScope } from './tenant-scope.js';

const DAY_MS = 86_400_000;
const DEFAULT_LIMIT = 50;
export const MOST_RECORDS_OF_A_PAGE = 200;

/** How a request may stand. */
export const OUTCOMES = ['started', 'complete', 'partial', 'client-gone', 'failed', 'refused'] as const;

/** In a query a plus sign is a space, so it has to be written in another way. */
const INSTANT = {
  parse: parseInstant,
  rule: 'must be an instant such as 2026-03-04T05:06:07Z, with a plus sign written as %2B',
};

/** What every query of records may say. */
const FILTER_RULES = {
  from: INSTANT,
  to: INSTANT,
  caller: textUpTo(2_048),
  tenant: textLike(TENANT_NAME, 'the name of a tenant'),
  model: textUpTo(2_048),
  route: wordOf(['internet', 'vpn']),
  class: textLike(DATA_CLASS_NAME, 'the name of a data class'),
  outcome: wordOf(OUTCOMES),
  operation: textLike(/^[A-Za-z]{1,64}$/, 'the name of an operation'),
};

const PAGE_RULES = { ...FILTER_RULES, limit: countUpTo(MOST_RECORDS_OF_A_PAGE), cursor: textUpTo(2_048) };

/** What an export comes in. */
export const EXPORT_FORMATS = ['ndjson', 'csv'] as const;

const EXPORT_RULES = { ...FILTER_RULES, format: wordOf(EXPORT_FORMATS) };

/** A page that was asked for. */
export interface PageRequest {
  readonly query: AuditQuery;
  readonly cursor: string | undefined;
}

/** An export that was asked for. */
export interface ExportRequest extends Pick<AuditQuery, 'filter' | 'window'> {
  readonly format: (typeof EXPORT_FORMATS)[number];
}

/**
 * Reads which page of records a request asks for, within what its caller may see.
 *
 * @param nowEpochMs where the window ends if the query does not say so; it begins a day before its end.
 * @throws {RequestInvalidError} naming each parameter that is unknown, repeated or wrong.
 */
export function readPageRequest(request: Request, nowEpochMs: number): PageRequest {
  const { limit = DEFAULT_LIMIT, cursor, ...asked } = readParameters(queryOf(request), PAGE_RULES);
  const filter = filterOf(request, asked);
  const window = windowOf(asked, nowEpochMs);
  // A default window moves on with the clock, and the one of the first page stays.
  const boundTo = [asked.from, asked.to].map((epochMs) => epochMs?.toString());
  return { query: { filter, window, limit, boundTo }, cursor };
}

/** Reads which records a request wants to have exported. @throws as `readPageRequest`. */
export function readExportRequest(request: Request, nowEpochMs: number): ExportRequest {
  const { format = 'ndjson', ...asked } = readParameters(queryOf(request), EXPORT_RULES);
  return { format, filter: filterOf(request, asked), window: windowOf(asked, nowEpochMs) };
}

type Asked = Parameters<typeof FILTER_RULES>;

function filterOf(request: Request, { from: _from, to: _to, tenant: asked, ...others }: Asked): AuditFilter {
  const tenant = tenantScope(request, asked);
  const given = Object.entries({ ...others, tenant }).filter(([, value]) => value !== undefined);
  // In one order, whatever the query's: cursors are bound to it.
  return Object.fromEntries(given.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function windowOf({ from, to }: Asked, nowEpochMs: number): AuditWindow {
  const toEpochMs = to ?? nowEpochMs;
  const window = { fromEpochMs: from ?? toEpochMs - DAY_MS, toEpochMs };
  if (window.fromEpochMs >= toEpochMs) throw new RequestInvalidError({ to: 'must be after from' });
  if (isFitWindow(window)) return window;
  throw new RequestInvalidError({ from: `must be ${MOST_WINDOW_DAYS} days before the end of the window at most` });
}
