import type { RouteName } from '../../apps/sandbox/src/sandbox.js';

/** What can happen to a call on its way to Bedrock and back; first, for comparison, nothing. */
export const FAULTS = [
  'nothing-over-tls',
  'refused',
  'black-hole',
  'dns-failure',
  'tls-expired',
  'tls-wrong-name',
  'tls-unknown-authority',
  'reset-before-headers',
  'reset-after-headers',
  'slow-headers',
  'no-headers',
  'slow-drip',
  'stall-mid-stream',
  'cut-mid-frame',
  'wrong-crc',
  'exception-frame',
  '400',
  '403',
  '404',
  '408',
  '424',
  '429',
  '429-retry-after-1s',
  '429-retry-after-30s',
  '500',
  '503',
  'html-200',
  'oversized-header',
  'expired-credentials',
  'expired-credentials-then-good',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** What the caller asks for, by the prefix of the path. */
export const METHODS = ['internet', 'vpn', 'auto'] as const;
export type Method = (typeof METHODS)[number];

/** An answer in one piece, or a stream in either of its forms. */
export const FORMS = ['buffered', 'events', 'frames'] as const;
export type Form = (typeof FORMS)[number];

export const DATA_CLASSES = ['public', 'internal', 'cui'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/**
 * Whether another route may be tried, and what it would help: caller and operator allow it; they do, but the other route
 * has the same fault; the caller denies it; the operator has not switched on what takes a switch (`vpn` to `internet`).
 */
export const FALLBACKS = ['allowed', 'in-vain', 'denied', 'not-switched-on'] as const;
export type Fallback = (typeof FALLBACKS)[number];

/** How the gateway reaches the route that has the fault: itself, or by way of its sibling. */
export const TRANSPORTS = ['direct', 'peer'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** One request under one fault. */
export interface Cell {
  readonly fault: FaultName;
  readonly method: Method;
  readonly form: Form;
  readonly dataClass: DataClass;
  readonly fallback: Fallback;
  readonly transport: Transport;
}

/** What a cell is called in a report; `TEST_CELL` takes it. */
export function nameOf({ fault, method, form, dataClass, fallback, transport }: Cell): string {
  return [fault, method, form, dataClass, fallback, transport].join(' ');
}

/** The route that is not this one. */
export function otherRoute(route: RouteName): RouteName {
  return route === 'internet' ? 'vpn' : 'internet';
}
