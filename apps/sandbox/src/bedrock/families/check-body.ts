import type { JsonObject } from '../../json/json-object.js';
import { BedrockProblem, invalid } from '../bedrock-problem.js';

/** A body that breaks a model's JSON schema, in the words of Bedrock's validator. */
export function malformed(detail: string): BedrockProblem {
  return invalid(`Malformed input request: ${detail}, please reformat your input and try again.`);
}

/**
 * The text that a schema requires under `key`.
 * @throws BedrockProblem `ValidationException`
 */
export function requireText(body: JsonObject, key: string): string {
  const value = body[key];
  if (value === undefined) throw malformed(`#: required key [${key}] not found`);
  if (typeof value !== 'string') throw malformed(`#/${key}: expected type: String`);
  if (value === '') throw malformed(`#/${key}: expected minLength: 1, actual: 0`);
  return value;
}

/**
 * Refuses every member that the schema does not have.
 * @throws BedrockProblem `ValidationException` naming the first of them
 */
export function allowOnly(body: JsonObject, keys: readonly string[]): void {
  const extraneous = Object.keys(body).find((key) => !keys.includes(key));
  if (extraneous !== undefined) throw malformed(`#: extraneous key [${extraneous}] is not permitted`);
}

/**
 * Refuses a member that is there but no number in the given range.
 * @throws BedrockProblem `ValidationException`
 */
export function checkNumber(body: JsonObject, key: string, [minimum, maximum]: readonly [number, number]): void {
  const value = body[key];
  if (value === undefined) return;
  if (typeof value !== 'number') throw malformed(`#/${key}: expected type: Number`);
  if (value < minimum || value > maximum)
    throw malformed(`#/${key}: ${value} is not between ${minimum} and ${maximum}`);
}
