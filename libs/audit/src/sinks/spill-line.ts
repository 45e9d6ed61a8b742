import { allowListed, allowListedFields, type WrittenFields } from '../allow-listed.js';
import type { AuditRecord, FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';

/** A record that went to the log. Replayed with `AuditSink.start` or `.finish`, as often as one likes. */
export type SpilledRecord =
  | { readonly phase: 'start'; readonly record: StartedAuditRecord }
  | { readonly phase: 'finish'; readonly record: FinishedAuditRecord };

/** Marks the lines, for metric filters and for the replay. */
export const SPILL_MARKER = 'audit.spill';

/** Line ends to some readers (Python's `splitlines` for one), but not escaped by `JSON.stringify`. */
const UNUSUAL_LINE_ENDS = /[\u0085\u2028\u2029]/g;

/** Prints a record as one line of JSON, `{"marker":"audit.spill","phase":...,"record":{...}}`, with the line end. */
export function printSpillLine(phase: SpilledRecord['phase'], record: AuditRecord): string {
  const json = JSON.stringify({ marker: SPILL_MARKER, phase, record: allowListed(record) });
  return `${json.replace(UNUSUAL_LINE_ENDS, escapeCharacter)}\n`;
}

/**
 * Reads a line of a log: the spilled record, or `undefined` for any other line.
 *
 * What comes before the JSON is skipped, because log collectors like to put a timestamp there. Only allow-listed
 * fields are read back, so a line that was tampered with brings nothing new into the table.
 */
export function parseSpillLine(line: string): SpilledRecord | undefined {
  const spilled = parseJson(line.slice(Math.max(0, line.indexOf('{"marker"'))));
  if (!isObject(spilled) || spilled['marker'] !== SPILL_MARKER || !isObject(spilled['record'])) return undefined;
  const record = allowListedFields(spilled['record']);
  if (!hasKey(record)) return undefined;
  // The line was printed from such a record, and `allowListed` has checked the shapes of its fields.
  const isStart = record['outcome'] === 'started';
  if (spilled['phase'] === 'start' && isStart)
    return { phase: 'start', record: record as unknown as StartedAuditRecord };
  if (spilled['phase'] === 'finish' && !isStart)
    return { phase: 'finish', record: record as unknown as FinishedAuditRecord };
  return undefined;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Without these there is nothing to write under, or no way to tell a start from a finish. */
function hasKey(record: WrittenFields): boolean {
  return ['requestId', 'timestamp', 'outcome'].every((field) => typeof record[field] === 'string');
}
