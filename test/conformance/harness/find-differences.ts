import type { Plain } from './plain-form.js';

/** One field that is not the same on both sides. */
export interface Difference {
  /** The way to it, e.g. `answer.usage.inputTokens`. */
  readonly field: string;
  /** Undefined where the side does not have the field. */
  readonly direct: Plain | undefined;
  readonly gateway: Plain | undefined;
}

/** Compares field by field. Empty when everything is equal. */
export function findDifferences(direct: Plain | undefined, gateway: Plain | undefined, field = ''): Difference[] {
  if (Object.is(direct, gateway)) return [];
  if (!isComposed(direct) || !isComposed(gateway) || Array.isArray(direct) !== Array.isArray(gateway))
    return [{ field, direct, gateway }];
  const [left, right] = [new Map(Object.entries(direct)), new Map(Object.entries(gateway))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
    findDifferences(left.get(key), right.get(key), field === '' ? key : `${field}.${key}`),
  );
}

function isComposed(value: Plain | undefined): value is Exclude<Plain, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}
