const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Years that instants are in: others are slips of a finger. */
const FIRST_EPOCH_MS = Date.parse('2000-01-01T00:00:00Z');
const LAST_EPOCH_MS = Date.parse('2100-01-01T00:00:00Z');

/** Epoch milliseconds of an ISO 8601 instant with its offset from UTC; undefined for any other text. */
export function parseInstant(text: string): number | undefined {
  const [, day = ''] = INSTANT.exec(text) ?? [];
  if (parseDay(day) === undefined) return undefined;
  const epochMs = Date.parse(text);
  return epochMs >= FIRST_EPOCH_MS && epochMs < LAST_EPOCH_MS ? epochMs : undefined;
}

/** A day that there is, as it stands, `YYYY-MM-DD`; undefined for any other text, such as the 30th of February. */
export function parseDay(text: string): string | undefined {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const epochMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(epochMs) || new Date(epochMs).toISOString().slice(0, 10) !== text ? undefined : text;
}
