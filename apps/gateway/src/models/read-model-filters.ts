import { RequestInvalidError } from '../problems/errors.js';
import type { ModelDto } from './model.dto.js';

/** Whether a model is among those asked for. */
export type ModelFilter = (model: ModelDto) => boolean;

/** What may be asked for by each query parameter: what it may say, and which field of a model it is held against. */
interface FilterRule {
  /** Every value that makes sense; absent where any text does. */
  readonly values?: readonly string[];
  readonly valuesOf: (model: ModelDto) => readonly (string | boolean | undefined)[];
}

const BOOLEANS = ['true', 'false'];
/** Far longer than any provider's name. */
const MAX_VALUE_LENGTH = 64;

/** The filters of the model list. Text is compared without regard to case. */
const FILTERS: ReadonlyMap<string, FilterRule> = new Map(
  Object.entries<FilterRule>({
    provider: { valuesOf: ({ provider }) => [provider] },
    kind: { values: ['foundation-model', 'inference-profile'], valuesOf: ({ kind }) => [kind] },
    inputModality: { valuesOf: ({ inputModalities = [] }) => inputModalities },
    outputModality: { valuesOf: ({ outputModalities = [] }) => outputModalities },
    streaming: { values: BOOLEANS, valuesOf: ({ streaming }) => [streaming] },
    needsProfile: { values: BOOLEANS, valuesOf: ({ needsProfile }) => [needsProfile] },
    lifecycle: { valuesOf: ({ lifecycle }) => [lifecycle] },
    callable: { values: [...BOOLEANS, 'any'], valuesOf: ({ callable }) => [callable, 'any'] },
  }),
);

/**
 * Reads the filters of the model list. Without a word about it, the list has what the caller may call.
 *
 * @throws {RequestInvalidError} naming each parameter that is unknown, repeated or wrong.
 */
export function readModelFilter(query: URLSearchParams): ModelFilter {
  const faults = [...query].flatMap(([name, value]) => {
    const fault = faultOf(name, value, query);
    return fault === undefined ? [] : [[name.slice(0, MAX_VALUE_LENGTH), fault] as const];
  });
  if (faults.length > 0) throw new RequestInvalidError(Object.fromEntries(faults));
  const wanted = new Map([['callable', 'true'], ...query]);
  return (model) => [...wanted].every(([name, value]) => matches(FILTERS.get(name)?.valuesOf(model) ?? [], value));
}

function faultOf(name: string, value: string, query: URLSearchParams): string | undefined {
  const rule = FILTERS.get(name);
  if (!rule) return 'is not a known filter';
  if (query.getAll(name).length > 1) return 'is given more than once';
  if (rule.values) return rule.values.includes(value) ? undefined : `must be one of ${rule.values.join(', ')}`;
  return value === '' || value.length > MAX_VALUE_LENGTH ? `must have 1 to ${MAX_VALUE_LENGTH} characters` : undefined;
}

function matches(values: readonly (string | boolean | undefined)[], wanted: string): boolean {
  return values.some((value) => value !== undefined && String(value).toLowerCase() === wanted.toLowerCase());
}

/** The names of all filters, with the values that each may have; none where any text does. */
export const MODEL_FILTERS: readonly { readonly name: string; readonly values?: readonly string[] }[] = Array.from(
  FILTERS,
  ([name, { values }]) => ({ name, ...(values && { values }) }),
);
