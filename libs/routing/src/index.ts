export { DataClassification } from './data-classification.js';
export { startDeadline, type Deadline } from './deadline.js';
export {
  DataClassUnknownError,
  PeerEventInvalidError,
  PeerRefusedError,
  RouteDeniedError,
  RoutesFailedError,
  RouteUnavailableError,
  RoutingError,
} from './errors.js';
export type { RoutingOptions } from './options.js';
export type { RoutePlan, RouteWish } from './plan-routes.js';
export type { RouteHealth } from './route-health.js';
export { RoutePolicies } from './route-policies.js';
export type { BreakerState } from './destinations/runtime.destination.js';
export { RouteTrace, type Attempt, type AttemptOutcome } from './route-trace.js';
export { isRoute, ROUTES, type Route, type RoutingMethod } from './route.js';
export { Router } from './router.js';
export { RoutingModule } from './routing.module.js';
export type { RoutedReply, RoutingRequest } from './routing-strategy.js';
export { readTrafficSetting, readTrafficSplit } from './traffic/read-traffic-setting.js';
export { TrafficPolicy } from './traffic/traffic-policy.js';
export type { TrafficSetting, TrafficSplit } from './traffic/traffic-split.js';
export { encodePeerAnswerHead, type PeerAnswerHead, type PeerOutcome } from './transports/peer/peer-answer.js';
export { PeerTrials } from './transports/peer/peer-trials.js';
export type { PeerCall, PeerEvent, PeerTrial } from './transports/peer/peer-call.js';
export { toPeerFailure } from './transports/peer/peer-failure.js';
export { wrapPeerAnswer } from './transports/peer/read-peer-answer.js';
export { readPeerEvent } from './transports/peer/read-peer-event.js';
