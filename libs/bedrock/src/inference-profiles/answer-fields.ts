import { parseModelId } from '../model-id.js';

/** An object out of Bedrock's answer. Its fields have AWS's names; of what type they are is not known. */
export type Summary<Shape> = Readonly<Partial<Record<keyof Shape, unknown>>>;

/** The objects of a list in an answer; what is no object, or no list, is left out. */
export function readSummaries<Shape>(answer: object, name: string): Summary<Shape>[] {
  const list: unknown = Reflect.get(answer, name);
  return Array.isArray(list) ? list.filter((item): item is Summary<Shape> => isObject(item)) : [];
}

/** The token of the next page, if there is one. */
export function readNextToken(answer: object): string | undefined {
  return 'nextToken' in answer && isText(answer.nextToken) ? answer.nextToken : undefined;
}

/** True for anything whose fields can be read. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** True for text that names something: an empty one names nothing. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** True for a list of words; an empty list says something, too. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** True for an id that a call can be sent with. */
export function isCallableId(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    return parseModelId(value) === value;
  } catch {
    return false;
  }
}
