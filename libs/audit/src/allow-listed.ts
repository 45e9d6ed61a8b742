import type { AuditFacts, AuditNote, AuditRecord } from './audit-record.js';
import { ATTEMPT_FIELDS, FACT_FIELDS, RECORD_FIELDS, type FieldShape } from './record-fields.js';

type FactName = keyof AuditFacts;

/** What a field holds, the list of attempts aside. */
export type Scalar = string | number | boolean;

/** What a field holds; attempts are plain objects of scalars. */
export type WrittenField = Scalar | readonly Readonly<Record<string, Scalar>>[];

/** A record as it is written, by the names of its fields. */
export type WrittenFields = Readonly<Record<string, WrittenField>>;

/** As lists: every record is taken through them twice. */
const RECORD_SHAPES = Object.entries(RECORD_FIELDS);
const ATTEMPT_SHAPES = Object.entries(ATTEMPT_FIELDS);

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
  const fields: Record<string, WrittenField> = {};
  forEachAllowed(source, (name, value) => (fields[name] = value));
  return fields;
}

/** Tells of each field that may be written, in the order of `RECORD_FIELDS`. */
export function forEachAllowed(source: object, tell: (name: string, value: WrittenField) => void): void {
  const values = source as Readonly<Record<string, unknown>>;
  for (const [name, shape] of RECORD_SHAPES) {
    const given = values[name];
    const value = shape === 'attempts' ? attempts(given) : scalar(given, shape);
    if (value !== undefined) tell(name, value);
  }
}

/** Adds what a note says to the facts known so far. Attempts are copied: their list may still grow. */
export function addFacts(facts: Partial<Record<FactName, unknown>>, note: AuditNote): void {
  for (const [name, value] of Object.entries(note)) {
    if (value !== undefined && isFact(name)) facts[name] = value;
  }
  if (note.attempts !== undefined) facts.attempts = [...note.attempts];
}

function isFact(name: string): name is FactName {
  return Object.hasOwn(FACT_FIELDS, name);
}

function attempts(value: unknown): readonly Readonly<Record<string, Scalar>>[] | undefined {
  return Array.isArray(value) ? value.map(attempt) : undefined;
}

function attempt(value: unknown): Readonly<Record<string, Scalar>> {
  const values = (value ?? {}) as Readonly<Record<string, unknown>>;
  const accepted: Record<string, Scalar> = {};
  for (const [name, shape] of ATTEMPT_SHAPES) {
    const field = scalar(values[name], shape);
    if (field !== undefined) accepted[name] = field;
  }
  return accepted;
}

function scalar(value: unknown, shape: Exclude<FieldShape, 'attempts'>): Scalar | undefined {
  return value === undefined ? undefined : SCALARS[shape](value);
}
