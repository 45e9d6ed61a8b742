import { isRoute, ROUTES, type Route } from '../route.js';
import type { TrafficSetting, TrafficSplit } from './traffic-split.js';

/** Names of people and roles, ARNs among them: printable ASCII. */
const CHANGED_BY = /^[\x20-\x7e]{1,256}$/;
/** ISO 8601 in UTC, as `Date.toISOString` writes it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;

/**
 * Takes what was stored as a setting; undefined for everything that is not exactly one. Members that it does not know are
 * left out, so that a later version may add some.
 */
export function readTrafficSetting(value: unknown): TrafficSetting | undefined {
  const split = readTrafficSplit(value);
  const { version, changedAt, changedBy, previous } = membersOf(value);
  if (split === undefined || !isVersion(version)) return undefined;
  if (!isText(changedAt, INSTANT) || !isText(changedBy, CHANGED_BY)) return undefined;
  const before = previous === undefined ? undefined : readTrafficSplit(previous);
  if (previous !== undefined && before === undefined) return undefined;
  return { ...split, version, changedAt, changedBy, ...(before && { previous: before }) };
}

/** Takes order and weights; undefined unless each route is there once, with weights that are together 100. */
export function readTrafficSplit(value: unknown): TrafficSplit | undefined {
  const members = membersOf(value);
  const order = readOrder(members['order']);
  const weights = membersOf(members['weights']);
  const [internet, vpn] = [weights['internet'], weights['vpn']];
  if (order === undefined || Object.keys(weights).length !== ROUTES.length) return undefined;
  if (!isWeight(internet) || !isWeight(vpn) || internet + vpn !== 100) return undefined;
  return { order, weights: { internet, vpn } };
}

function readOrder(value: unknown): readonly Route[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const order = value.filter((entry: unknown): entry is Route => typeof entry === 'string' && isRoute(entry));
  const isWhole = value.length === ROUTES.length && new Set(order).size === ROUTES.length;
  return isWhole ? order : undefined;
}

const isWeight = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100;

const isVersion = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value);

/** Of what is no object: none. */
function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value)) : {};
}
