import { isJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { invalid } from './bedrock-problem.js';

/** RFC 6901, but not the empty pointer, which Converse refuses. */
const pointerForm = /^(?:\/(?:[^~/]|~[01])*)+$/;

/**
 * What `additionalModelResponseFieldPaths` asks of the model's own answer, as `additionalModelResponseFields`; a field
 * that the answer does not have is left out. Only members of objects can be named, which is all that an answer offers.
 * @throws BedrockProblem `ValidationException` for what is no JSON pointer
 */
export function responseFields(body: JsonObject, modelAnswer: JsonObject): JsonObject {
  const paths: unknown = body['additionalModelResponseFieldPaths'] ?? [];
  if (!Array.isArray(paths) || !paths.every(isPointer)) {
    throw invalid('The additionalModelResponseFieldPaths must be JSON pointers.');
  }
  if (paths.length === 0) return {};
  const fields = paths.reduce<JsonObject>((found, path) => merge(found, pick(modelAnswer, segmentsOf(path))), {});
  return { additionalModelResponseFields: fields };
}

function isPointer(path: unknown): path is string {
  return typeof path === 'string' && pointerForm.test(path);
}

function segmentsOf(path: string): readonly string[] {
  const segments = path.slice(1).split('/');
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The part of an object that a path leads to, in the objects around it. */
function pick(from: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (rest.length === 0 || value === undefined) return value === undefined ? {} : { [name]: value };
  const inner = isJsonObject(value) ? pick(value, rest) : {};
  return Object.keys(inner).length === 0 ? {} : { [name]: inner };
}

function merge(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const there = merged[name];
    merged[name] = isJsonObject(there) && isJsonObject(value) ? merge(there, value) : value;
  }
  return merged;
}
