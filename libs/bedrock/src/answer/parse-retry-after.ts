// An hour: a longer wait is a matter for people, not for a client's retry loop.
const MAX_RETRY_AFTER_SECONDS = 3600;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date (RFC 9110, section 10.2.3), capped at one hour.
 *
 * @returns whole seconds; undefined if the header is missing, negative, in the past or anything else.
 */
export function parseRetryAfter(value: string | undefined, nowEpochMs: number): number | undefined {
  const seconds = readSeconds(value?.trim() ?? '', nowEpochMs);
  return seconds >= 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
}

// NaN where it cannot be read: no comparison with it holds.
function readSeconds(value: string, nowEpochMs: number): number {
  if (/^\d+$/.test(value)) return Number(value);
  if (!HTTP_DATE.test(value)) return Number.NaN;
  return Math.ceil((Date.parse(value) - nowEpochMs) / 1000);
}
