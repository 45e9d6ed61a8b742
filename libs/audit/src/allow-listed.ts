import type { AuditFacts, AuditNote, AuditRecord } from './audit-record.js';
import { ATTEMPT_FIELDS, FACT_FIELDS, RECORD_FIELDS, type FieldShape } from './record-fields.js';

type Scalar = string | number | boolean;

/** A record as it is written: field name to value, attempts as plain objects of scalars. */
export type WrittenFields = Readonly<Record<string, Scalar | readonly Readonly<Record<string, Scalar>>[]>>;

/** One token without spaces, 128 characters at most: long enough for any error type, too narrow for prose. */
const WORD = /^[A-Za-z0-9._:#-]{1,128}$/;
const SHA256 = /^[0-9a-f]{64}$/;

const SCALARS: Readonly<Record<Exclude<FieldShape, 'attempts'>, (value: unknown) => Scalar | undefined>> = {
  // A lone surrogate has no UTF-8, and a store may refuse the whole record for it.
  text: (value) => (typeof value === 'string' ? value.toWellFormed() : undefined),
  word: (value) => (typeof value === 'string' && WORD.test(value) ? value : undefined),
  sha256: (value) => (typeof value === 'string' && SHA256.test(value) ? value : undefined),
  number: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  flag: (value) => (typeof value === 'boolean' ? value : undefined),
};

/**
 * Reduces a record to the fields that may be written. Every sink writes what this returns and nothing else.
 *
 * A field that is unknown, `undefined` or not of its shape is left out. The result shares nothing with the record.
 */
export function allowListed(record: AuditRecord): WrittenFields {
  return allowListedFields(record);
}

/** The same for what is read back from somewhere, and may be anything. */
export function allowListedFields(source: object): WrittenFields {
  return pick(source, RECORD_FIELDS, (value, shape) =>
    shape === 'attempts' ? attempts(value) : SCALARS[shape](value),
  );
}

/** Reduces a note to its facts, without those that it leaves open. Attempts are copied: their list may still grow. */
export function factsOf(note: AuditNote): AuditFacts {
  const known = Object.entries(note).filter(([name, value]) => Object.hasOwn(FACT_FIELDS, name) && value !== undefined);
  return { ...Object.fromEntries(known), ...(note.attempts && { attempts: [...note.attempts] }) };
}

function attempts(value: unknown): readonly Readonly<Record<string, Scalar>>[] | undefined {
  return Array.isArray(value) ? value.map(attempt) : undefined;
}

function attempt(value: object): Readonly<Record<string, Scalar>> {
  return pick(value, ATTEMPT_FIELDS, (field, shape) => SCALARS[shape](field));
}

function pick<Shape extends FieldShape, Value>(
  source: object,
  fields: Readonly<Record<string, Shape>>,
  accept: (value: unknown, shape: Shape) => Value | undefined,
): Readonly<Record<string, Value>> {
  const values: Readonly<Record<string, unknown>> = { ...source };
  const accepted: Record<string, Value> = {};
  for (const [name, shape] of Object.entries(fields)) {
    const value = accept(values[name], shape);
    if (value !== undefined) accepted[name] = value;
  }
  return accepted;
}
