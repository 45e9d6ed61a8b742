import { describe, expect, it } from 'vitest';
import { DataClassification } from './data-classification.js';
import { RouteDeniedError, RouteUnavailableError } from './errors.js';
import { planRoutes, type RouteSwitches, type RouteWish } from './plan-routes.js';
import type { Route } from './route.js';

/** `i` and `v` are internet and VPN in the order they are tried, `-` is none of them. */
const SETS: Readonly<Record<string, readonly Route[]>> = {
  '-': [],
  i: ['internet'],
  v: ['vpn'],
  iv: ['internet', 'vpn'],
  vi: ['vpn', 'internet'],
};
/** Data classes are named by the routes they may take. */
const CLASSES = new DataClassification(new Map(['-', 'i', 'v', 'iv'].map((name) => [name, SETS[name] ?? []])), 'iv');

/**
 * Cells: the routes of the plan, with `*` if narrowed; `caller` and `class` are a RouteDeniedError because of either,
 * `503` is a RouteUnavailableError. Columns: what is configured.
 */
type Row = readonly [granted: string, dataClass: string, none: string, i: string, v: string, iv: string];

const AUTO_WITH_FALLBACK: readonly Row[] = [
  ['-', '-', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['i', '-', 'class', 'class', 'class', 'class'],
  ['i', 'i', '503', 'i*', '503', 'i*'],
  ['i', 'v', 'class', 'class', 'class', 'class'],
  ['i', 'iv', '503', 'i*', '503', 'i*'],
  ['v', '-', 'class', 'class', 'class', 'class'],
  ['v', 'i', 'class', 'class', 'class', 'class'],
  ['v', 'v', '503', '503', 'v*', 'v*'],
  ['v', 'iv', '503', '503', 'v*', 'v*'],
  ['iv', '-', 'class', 'class', 'class', 'class'],
  ['iv', 'i', '503', 'i*', '503', 'i*'],
  ['iv', 'v', '503', '503', 'v*', 'v*'],
  ['iv', 'iv', '503', 'i*', 'v*', 'iv'],
];
const AUTO_WITHOUT_FALLBACK: readonly Row[] = [
  ['-', '-', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['i', '-', 'class', 'class', 'class', 'class'],
  ['i', 'i', '503', 'i', '503', 'i'],
  ['i', 'v', 'class', 'class', 'class', 'class'],
  ['i', 'iv', '503', 'i', '503', 'i'],
  ['v', '-', 'class', 'class', 'class', 'class'],
  ['v', 'i', 'class', 'class', 'class', 'class'],
  ['v', 'v', '503', '503', 'v*', 'v*'],
  ['v', 'iv', '503', '503', 'v*', 'v*'],
  ['iv', '-', 'class', 'class', 'class', 'class'],
  ['iv', 'i', '503', 'i', '503', 'i'],
  ['iv', 'v', '503', '503', 'v*', 'v*'],
  ['iv', 'iv', '503', 'i', 'v*', 'i'],
];
const INTERNET: readonly Row[] = [
  ['-', '-', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['i', '-', 'class', 'class', 'class', 'class'],
  ['i', 'i', '503', 'i', '503', 'i'],
  ['i', 'v', 'class', 'class', 'class', 'class'],
  ['i', 'iv', '503', 'i', '503', 'i'],
  ['v', '-', 'caller', 'caller', 'caller', 'caller'],
  ['v', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['v', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['v', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['iv', '-', 'class', 'class', 'class', 'class'],
  ['iv', 'i', '503', 'i', '503', 'i'],
  ['iv', 'v', 'class', 'class', 'class', 'class'],
  ['iv', 'iv', '503', 'i', '503', 'i'],
];
const VPN_ALONE: readonly Row[] = [
  ['-', '-', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['i', '-', 'caller', 'caller', 'caller', 'caller'],
  ['i', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['i', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['i', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['v', '-', 'class', 'class', 'class', 'class'],
  ['v', 'i', 'class', 'class', 'class', 'class'],
  ['v', 'v', '503', '503', 'v', 'v'],
  ['v', 'iv', '503', '503', 'v', 'v'],
  ['iv', '-', 'class', 'class', 'class', 'class'],
  ['iv', 'i', 'class', 'class', 'class', 'class'],
  ['iv', 'v', '503', '503', 'v', 'v'],
  ['iv', 'iv', '503', '503', 'v', 'v'],
];
const VPN_WITH_FALLBACK: readonly Row[] = [
  ['-', '-', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['-', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['i', '-', 'caller', 'caller', 'caller', 'caller'],
  ['i', 'i', 'caller', 'caller', 'caller', 'caller'],
  ['i', 'v', 'caller', 'caller', 'caller', 'caller'],
  ['i', 'iv', 'caller', 'caller', 'caller', 'caller'],
  ['v', '-', 'class', 'class', 'class', 'class'],
  ['v', 'i', 'class', 'class', 'class', 'class'],
  ['v', 'v', '503', '503', 'v*', 'v*'],
  ['v', 'iv', '503', '503', 'v*', 'v*'],
  ['iv', '-', 'class', 'class', 'class', 'class'],
  ['iv', 'i', 'class', 'class', 'class', 'class'],
  ['iv', 'v', '503', '503', 'v*', 'v*'],
  ['iv', 'iv', '503', '503', 'v*', 'vi'],
];

function decide(wish: RouteWish, switches: RouteSwitches, preferred?: readonly Route[]): string {
  try {
    const { method, routes, narrowed } = planRoutes(wish, switches, CLASSES, preferred);
    if (method !== wish.method) return `wrong method ${method}`;
    return routes.map((route) => route.charAt(0)).join('') + (narrowed ? '*' : '');
  } catch (error) {
    if (error instanceof RouteUnavailableError) return '503';
    if (!(error instanceof RouteDeniedError)) throw error;
    const isNamedRight = error.route === (wish.method === 'auto' ? 'any' : wish.method);
    return isNamedRight ? { caller: 'caller', 'data-class': 'class' }[error.because] : `wrong route ${error.route}`;
  }
}

describe('planRoutes', () => {
  it.each([
    { method: 'auto', fallbackAllowed: true, vpnFallback: 'none', rows: AUTO_WITH_FALLBACK },
    { method: 'auto', fallbackAllowed: true, vpnFallback: 'internet', rows: AUTO_WITH_FALLBACK },
    { method: 'auto', fallbackAllowed: false, vpnFallback: 'none', rows: AUTO_WITHOUT_FALLBACK },
    { method: 'auto', fallbackAllowed: false, vpnFallback: 'internet', rows: AUTO_WITHOUT_FALLBACK },
    { method: 'internet', fallbackAllowed: true, vpnFallback: 'none', rows: INTERNET },
    { method: 'internet', fallbackAllowed: true, vpnFallback: 'internet', rows: INTERNET },
    { method: 'internet', fallbackAllowed: false, vpnFallback: 'none', rows: INTERNET },
    { method: 'internet', fallbackAllowed: false, vpnFallback: 'internet', rows: INTERNET },
    { method: 'vpn', fallbackAllowed: true, vpnFallback: 'none', rows: VPN_ALONE },
    { method: 'vpn', fallbackAllowed: false, vpnFallback: 'none', rows: VPN_ALONE },
    { method: 'vpn', fallbackAllowed: false, vpnFallback: 'internet', rows: VPN_ALONE },
    { method: 'vpn', fallbackAllowed: true, vpnFallback: 'internet', rows: VPN_WITH_FALLBACK },
  ] as const)(
    'decides $method with fallbackAllowed=$fallbackAllowed and vpnFallback=$vpnFallback for every grant, class and network',
    ({ method, fallbackAllowed, vpnFallback, rows }) => {
      const decided = rows.map(([granted, dataClass]): Row => {
        const on = (configured: string): string =>
          decide(
            { method, fallbackAllowed, grantedRoutes: new Set(SETS[granted]), dataClass },
            { order: ['internet', 'vpn'], vpnFallback, configured: new Set(SETS[configured]) },
          );
        return [granted, dataClass, on('-'), on('i'), on('v'), on('iv')];
      });

      expect(decided).toEqual(rows);
    },
  );

  it.each([
    { order: 'vi', dataClass: 'iv', fallbackAllowed: true, plan: 'vi' },
    { order: 'vi', dataClass: 'iv', fallbackAllowed: false, plan: 'v' },
    { order: 'vi', dataClass: 'i', fallbackAllowed: true, plan: 'i*' },
    { order: 'v', dataClass: 'iv', fallbackAllowed: true, plan: 'v' },
    { order: 'i', dataClass: 'iv', fallbackAllowed: true, plan: 'i' },
    { order: '-', dataClass: 'iv', fallbackAllowed: true, plan: '503' },
  ])(
    'takes the order $order of the operator for auto: $plan for class $dataClass',
    ({ order, dataClass, fallbackAllowed, plan }) => {
      const wish = { method: 'auto', fallbackAllowed, grantedRoutes: new Set(SETS['iv']), dataClass } as const;
      const configured = new Set(SETS['iv']);

      expect(decide(wish, { order: SETS[order] ?? [], vpnFallback: 'none', configured })).toBe(plan);
    },
  );

  it.each([
    { order: 'iv', preferred: 'vi', dataClass: 'iv', fallbackAllowed: true, plan: 'vi' },
    { order: 'iv', preferred: 'vi', dataClass: 'iv', fallbackAllowed: false, plan: 'v' },
    { order: 'iv', preferred: 'v', dataClass: 'iv', fallbackAllowed: true, plan: 'vi' },
    { order: 'vi', preferred: '-', dataClass: 'iv', fallbackAllowed: true, plan: 'vi' },
    { order: 'vi', preferred: 'iv', dataClass: 'v', fallbackAllowed: true, plan: 'v*' },
    { order: 'vi', preferred: 'iv', dataClass: 'v', fallbackAllowed: false, plan: 'v*' },
    { order: 'v', preferred: 'iv', dataClass: 'iv', fallbackAllowed: true, plan: 'v' },
    { order: '-', preferred: 'iv', dataClass: 'iv', fallbackAllowed: true, plan: '503' },
  ])(
    'arranges auto as preferred and never adds to it: $plan for order $order, preferred $preferred, class $dataClass',
    ({ order, preferred, dataClass, fallbackAllowed, plan }) => {
      const wish = { method: 'auto', fallbackAllowed, grantedRoutes: new Set(SETS['iv']), dataClass } as const;
      const switches = { order: SETS[order] ?? [], vpnFallback: 'none', configured: new Set(SETS['iv']) } as const;

      expect(decide(wish, switches, SETS[preferred])).toBe(plan);
    },
  );

  it.each([
    { method: 'internet', preferred: 'vi', plan: 'i' },
    { method: 'vpn', preferred: 'iv', plan: 'vi' },
  ] as const)('leaves $method as it is, whatever is preferred', ({ method, preferred, plan }) => {
    const wish = { method, fallbackAllowed: true, grantedRoutes: new Set(SETS['iv']), dataClass: 'iv' } as const;
    const switches = { order: SETS['iv'] ?? [], vpnFallback: 'internet', configured: new Set(SETS['iv']) } as const;

    expect(decide(wish, switches, SETS[preferred])).toBe(plan);
  });

  it('names the route when the operator has but one and it is denied', () => {
    const wish = { method: 'auto', fallbackAllowed: true, grantedRoutes: new Set<Route>(), dataClass: 'iv' } as const;
    const switches = { order: ['vpn'], vpnFallback: 'none', configured: new Set<Route>(['vpn']) } as const;

    expect(() => planRoutes(wish, switches, CLASSES)).toThrow('Route vpn is denied by the caller');
  });
});
