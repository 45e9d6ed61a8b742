import { isJsonObject, type Json, type JsonObject } from '../../../support/cloudformation/template.js';

/** A member that must be a map, or is not there. @throws Error when it is something else */
export function objectIn(parent: JsonObject, key: string): JsonObject {
  const value = parent[key] ?? {};
  if (!isJsonObject(value)) throw new Error(`${key} must be a map`);
  return value;
}

/** A member that must be a text. @throws Error when it is not */
export function textIn(parent: JsonObject, key: string): string {
  const value = parent[key];
  if (typeof value !== 'string') throw new Error(`${key} must be a text`);
  return value;
}

/** A member that is a list of texts, or is not there. @throws Error when it is something else */
export function textsIn(parent: JsonObject, key: string): string[] {
  const value = parent[key] ?? [];
  if (!Array.isArray(value)) throw new Error(`${key} must be a list`);
  return value.map(String);
}

/** The map that a text is the JSON of; undefined when it is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A number, which templates may also write as a text. @throws Error when it is none */
export function numberOf(value: Json, name: string): number {
  const number = typeof value === 'object' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) throw new Error(`${name} must be a number`);
  return number;
}
