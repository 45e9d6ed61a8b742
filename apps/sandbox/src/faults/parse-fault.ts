import { routeNames } from '../bedrock/exchange-log.js';
import type { RouteName } from '../bedrock/exchange-log.js';
import { isJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { storeFaultNames, storeNames } from './fault.js';
import type { Fault, FaultName, StoreFault, StoreName } from './fault.js';
import { faultFields, fieldComplaint, isFieldName } from './fault-fields.js';

/** An order to the switchboard that was checked. */
export type FaultOrder =
  { readonly route: RouteName; readonly fault: Fault } | { readonly store: StoreName; readonly fault: StoreFault };

/** An order that cannot be followed; the message names the field that is wrong. */
export class FaultOrderError extends Error {
  override readonly name = 'FaultOrderError';
  readonly code = 'bad-fault-order';
}

/**
 * Checks the body of `PUT /faults`: every field is known, belongs to the fault, and holds what it may hold.
 * @throws FaultOrderError naming the first field that is wrong
 */
export function parseFaultOrder(value: unknown): FaultOrder {
  if (!isJsonObject(value)) throw new FaultOrderError('body must be a JSON object');
  if (value['store'] === undefined) return parseRouteOrder(value);
  if (value['route'] !== undefined) throw new FaultOrderError('route and store exclude each other');
  return parseStoreOrder(value);
}

/**
 * Checks a fault of a Bedrock route.
 * @throws FaultOrderError naming the first field that is wrong
 */
export function parseFault(value: JsonObject): Fault {
  const { fault: name, ...fields } = value;
  const kind = oneOf('fault', name, Object.keys(faultFields) as FaultName[]);
  checkFields(fields, faultFields[kind], kind);
  // Checked field by field against the table that mirrors the type.
  return { fault: kind, ...fields };
}

function parseRouteOrder({ route, ...fault }: JsonObject): FaultOrder {
  return { route: oneOf('route', route, routeNames), fault: parseFault(fault) };
}

function parseStoreOrder({ store, fault, ...fields }: JsonObject): FaultOrder {
  const kind = oneOf('fault', fault, storeFaultNames);
  checkFields(fields, ['after', 'delayMs'], kind);
  const delayMs = fields['delayMs'];
  const settings = typeof delayMs === 'number' ? { fault: kind, delayMs } : { fault: kind };
  return { store: oneOf('store', store, storeNames), fault: settings };
}

function checkFields(fields: JsonObject, allowed: readonly string[], kind: string): void {
  for (const [name, value] of Object.entries(fields)) {
    if (!isFieldName(name) || !allowed.includes(name)) throw new FaultOrderError(`${name} is no field of ${kind}`);
    const complaint = fieldComplaint(name, value);
    if (complaint !== undefined) throw new FaultOrderError(complaint);
  }
}

function oneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new FaultOrderError(`${field} must be one of ${allowed.join(', ')}`);
  return found;
}
