import { DataClassification } from '../data-classification.js';
import type { Deadline } from '../deadline.js';
import type { RoutePlan } from '../plan-routes.js';
import { RouteTrace } from '../route-trace.js';
import type { RoutingRequest } from '../routing-strategy.js';
import type { SendTerms } from '../transports/transport.js';

/** The classes of the default configuration. */
export const CLASSES = new DataClassification(
  new Map([
    ['internal', ['internet', 'vpn']],
    ['cui', ['vpn']],
  ]),
  'internal',
);

/** A deadline without a timer; far away unless told otherwise. */
export function createDeadline(endsAtEpochMs = Infinity, signal: AbortSignal = new AbortController().signal): Deadline {
  return { endsAtEpochMs, signal, [Symbol.dispose]: () => undefined };
}

/** A request of class `internal` that may take both routes. */
export function createRequest(facts: Partial<RoutingRequest> = {}): RoutingRequest {
  return {
    call: { operation: 'InvokeModel', modelId: 'amazon.nova-premier-v1:0', headers: {} },
    plan: createPlan(),
    dataClass: 'internal',
    deadline: createDeadline(),
    trace: new RouteTrace(),
    ...facts,
  };
}

/** The plan of `auto` with nothing taken away. */
export function createPlan(facts: Partial<RoutePlan> = {}): RoutePlan {
  return { method: 'auto', routes: ['internet', 'vpn'], narrowed: false, ...facts };
}

/** What a transport is told of a request that ends with the signal. */
export function createTerms(signal: AbortSignal, facts: Partial<SendTerms> = {}): SendTerms {
  return { deadline: createDeadline(Infinity, signal), onAttempts: () => undefined, ...facts };
}
