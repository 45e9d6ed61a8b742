import { ROUTES, type Route } from '@app/routing';
import { hasDuplicateKey } from './has-duplicate-key.js';
import { parseJsonObject } from './parse-json-object.js';
import { matching, UnfitValue } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/**
 * Data class -> the routes that data of this class may take; each at least one. A map, so that no class can be mistaken
 * for a member that every object has, such as `constructor`.
 */
export type DataClasses = ReadonlyMap<string, readonly Route[]>;

/** What a class may be called, in the policy, in a header and in a token. */
export const DATA_CLASS_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** More classes than anybody can tell apart are a mistake. */
const MOST_CLASSES = 64;

const DEFAULT_CLASSES: DataClasses = new Map<string, readonly Route[]>([
  ['public', ['internet', 'vpn']],
  ['internal', ['internet', 'vpn']],
  ['cui', ['vpn']],
]);

/** Reads the policy and the class of requests that name none. A policy that cannot be read is a problem, never a default. */
export function readDataClasses(variables: VariableReader): { dataClasses: DataClasses; defaultClass: string } {
  const dataClasses = variables.withDefault<DataClasses>('GATEWAY_DATA_CLASSES', parseDataClasses, DEFAULT_CLASSES);
  const defaultClass = variables.withDefault('GATEWAY_DEFAULT_CLASS', matching(DATA_CLASS_NAME, 'a class'), 'internal');
  if (!dataClasses.has(defaultClass)) {
    variables.report('GATEWAY_DEFAULT_CLASS', 'must be one of the classes in GATEWAY_DATA_CLASSES (default: internal)');
  }
  return { dataClasses, defaultClass };
}

function parseDataClasses(text: string): DataClasses {
  const classes = parseJsonObject(text);
  if (classes === undefined) throw new UnfitValue('must be a JSON object');
  if (hasDuplicateKey(text)) throw new UnfitValue('must name each class once');
  if (classes.size === 0 || classes.size > MOST_CLASSES) {
    throw new UnfitValue(`must name from 1 to ${MOST_CLASSES} classes`);
  }
  return new Map([...classes].map(([name, routes]) => [parseName(name), parseRoutes(routes)]));
}

function parseName(name: string): string {
  if (DATA_CLASS_NAME.test(name)) return name;
  throw new UnfitValue('must name its classes with 1 to 64 of A-Z a-z 0-9 . _ -');
}

function parseRoutes(value: unknown): readonly Route[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [];
  const routes = ROUTES.filter((route) => listed.includes(route));
  // Equal counts mean: nothing unknown, nothing twice.
  if (routes.length > 0 && routes.length === listed.length) return routes;
  throw new UnfitValue('must give each class a list of internet and vpn, each at most once and at least one');
}
