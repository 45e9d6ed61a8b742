import { AUDIT_RECORD_FIELDS, type StoredAuditRecord } from '@app/audit';

/**
 * What spreadsheets take for the beginning of a formula: they would run what a caller has chosen as their name.
 * Source: OWASP, "CSV Injection".
 */
const FORMULA = /^[=+\-@\t\r]/;

/** By RFC 4180 these have to stand between quotes; spaces at an end would be lost by some readers. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

const LINE_END = '\r\n';

/** The names of the columns, with the line end: every field of a record, always in this order. */
export const CSV_HEAD = `${AUDIT_RECORD_FIELDS.join(',')}${LINE_END}`;

/** One record as a line by RFC 4180. What is not on record is empty, and attempts are JSON. */
export function toCsvLine(record: StoredAuditRecord): string {
  return `${AUDIT_RECORD_FIELDS.map((name) => toCell(record[name])).join(',')}${LINE_END}`;
}

function toCell(value: StoredAuditRecord[string] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // The quote in front is what spreadsheets know text by.
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
