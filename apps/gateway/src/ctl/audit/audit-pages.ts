import type { GatewayClient } from '../gateway/gateway-client.js';
import { toQuery, type AuditFilters } from './audit-filters.js';

/** A record as the gateway shows it. */
export type ShownRecord = Readonly<Record<string, unknown>>;

interface Page {
  readonly requests: readonly ShownRecord[];
  readonly nextCursor?: string;
}

/** No list for a person is longer; who wants more exports. */
const MOST_PAGES = 10_000;

/**
 * Records that fit, the newest first, page by page as they are read: a page may be short, or empty, and still not be the
 * last one.
 *
 * @throws {CtlError} where the gateway does not give them.
 */
export async function* readRecords(
  gateway: GatewayClient,
  filters: AuditFilters,
  most: number,
): AsyncGenerator<ShownRecord, void, void> {
  let cursor: string | undefined;
  let left = most;
  for (let pages = 0; pages < MOST_PAGES && left > 0; pages += 1) {
    const query = toQuery(filters, { limit: String(Math.min(left, 200)), cursor });
    const { requests, nextCursor } = await gateway.getJson<Page>(`/v1/audit/requests${query}`);
    yield* requests.slice(0, left);
    left -= requests.length;
    if (nextCursor === undefined) return;
    cursor = nextCursor;
  }
}
