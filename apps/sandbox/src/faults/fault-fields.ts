import { isWholeNumber } from '../json/json-object.js';
import { exceptionTypes } from './fault.js';
import type { ExceptionType, FaultName } from './fault.js';

/** The bounds keep a slip of the pen from stopping the sandbox for a day. */
const maxDelayMs = 10 * 60_000;
const maxChunkBytes = 8 * 1024 * 1024;

/** What each field of a fault may hold, in words for the one who got it wrong. */
const fieldRules = {
  after: { allows: (value: unknown) => isWholeNumber(value, 0), expected: 'a whole number of at least 0' },
  delayMs: {
    allows: (value: unknown) => isWholeNumber(value, 0) && value <= maxDelayMs,
    expected: `a whole number from 0 to ${maxDelayMs}`,
  },
  times: { allows: (value: unknown) => isWholeNumber(value, 1), expected: 'a whole number of at least 1' },
  retryAfterSeconds: { allows: (value: unknown) => isWholeNumber(value, 0), expected: 'a whole number of at least 0' },
  exceptionType: {
    allows: (value: unknown) => exceptionTypes.includes(value as ExceptionType),
    expected: `one of ${exceptionTypes.join(', ')}`,
  },
  chunks: { allows: (value: unknown) => isWholeNumber(value, 1), expected: 'a whole number of at least 1' },
  chunkBytes: {
    allows: (value: unknown) => isWholeNumber(value, 1) && value <= maxChunkBytes,
    expected: `a whole number from 1 to ${maxChunkBytes}`,
  },
} as const;

/** A field that some fault takes. */
export type FieldName = keyof typeof fieldRules;

const common = ['after', 'delayMs'] as const;
const counted = [...common, 'times'] as const;

/** Which fields each fault takes; the same table as the type `FaultShapes`, for input that nobody has compiled. */
export const faultFields: Readonly<Record<FaultName, readonly FieldName[]>> = {
  none: common,
  down: common,
  reset: counted,
  'reset-after-headers': counted,
  throttle: [...counted, 'retryAfterSeconds'],
  error: counted,
  slow: counted,
  late: counted,
  drip: [...counted, 'chunkBytes'],
  cut: counted,
  stall: counted,
  exception: [...counted, 'exceptionType'],
  crc: counted,
  html: counted,
  'html-502': counted,
  'huge-header': counted,
  invalid: counted,
  'not-found': counted,
  expired: counted,
  denied: counted,
  'not-ready': counted,
  timeout: counted,
  'model-error': counted,
  unavailable: counted,
  flood: [...counted, 'chunks', 'chunkBytes'],
};

/** Says what a field must hold when it does not; undefined when all is well. */
export function fieldComplaint(name: FieldName, value: unknown): string | undefined {
  const { allows, expected } = fieldRules[name];
  return allows(value) ? undefined : `${name} must be ${expected}`;
}

/** Tells whether a word is the name of a field. */
export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(fieldRules, name);
}
