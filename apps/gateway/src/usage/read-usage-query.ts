import { daysOf, MOST_WINDOW_DAYS, type UsageQuery } from '@app/audit';
import type { Request } from 'express';
import { parseDay } from '../audit-api/parse-instant.js';
import { readParameters, textLike } from '../audit-api/read-parameters.js';
import { tenantScope } from '../audit-api/tenant-scope.js';
import { TENANT_NAME } from '../auth/caller.js';
import { queryOf } from '../inference/query-of.js';
import { RequestInvalidError } from '../problems/errors.js';

const DAY_MS = 86_400_000;
const DAY = { parse: parseDay, rule: 'must be a day such as 2026-03-04' };
const RULES = { from: DAY, to: DAY, tenant: textLike(TENANT_NAME, 'the name of a tenant') };

/**
 * Reads whose usage of which days a request asks for, within what its caller may see.
 *
 * @param nowEpochMs its day is asked for where the query names none; a single one that is named is both ends.
 * @throws {RequestInvalidError} naming each parameter that is unknown, repeated or wrong.
 */
export function readUsageQuery(request: Request, nowEpochMs: number): UsageQuery {
  const { from, to, tenant } = readParameters(queryOf(request), RULES);
  const last = Date.parse(to ?? from ?? new Date(nowEpochMs).toISOString().slice(0, 10));
  const first = Date.parse(from ?? new Date(last).toISOString());
  if (first > last) throw new RequestInvalidError({ to: 'must not be before from' });
  if (last - first >= MOST_WINDOW_DAYS * DAY_MS) {
    throw new RequestInvalidError({ from: `must be one of the ${MOST_WINDOW_DAYS} days that end with to` });
  }
  const days = daysOf({ fromEpochMs: first, toEpochMs: last + DAY_MS }).toReversed();
  return { days, tenant: tenantScope(request, tenant) };
}
