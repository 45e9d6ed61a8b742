import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../json/json-object.js';
import { defaultDelayMs } from './fault.js';
import type { StoreFault } from './fault.js';

/** How a store words the failures that it is told to have: the names differ from service to service. */
export interface StoreErrors {
  readonly error: StoreRefusal;
  readonly throttle: StoreRefusal;
}

/** An answer of the AWS JSON protocol that refuses. */
export interface StoreRefusal {
  readonly status: number;
  readonly body: JsonObject;
}

/** Waits or refuses as the fault says; undefined when the request goes on. A refused request changed nothing. */
export async function meetStoreFault(
  { fault, delayMs = defaultDelayMs }: StoreFault,
  errors: StoreErrors,
  gone: AbortSignal,
): Promise<StoreRefusal | undefined> {
  if (fault === 'error' || fault === 'throttle') return errors[fault];
  if (fault === 'slow') await sleep(delayMs, undefined, { signal: gone }).catch(() => undefined);
  return undefined;
}
