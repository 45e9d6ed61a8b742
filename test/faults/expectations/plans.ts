import type { RouteName } from '../../../apps/sandbox/src/sandbox.js';
import type { Cell, DataClass, Fallback, Method } from '../dimensions.js';

/** The ways that a request may take. */
export interface Plan {
  /** In order. Empty: the request is refused, and nothing is sent anywhere. */
  readonly routes: readonly RouteName[];
  /** What it is if all of them fail: everything asked for was tried (502), or something was withheld from it (503). */
  readonly allFailed: 502 | 503;
}

const INTERNET: Plan = { routes: ['internet'], allFailed: 502 };
const VPN: Plan = { routes: ['vpn'], allFailed: 502 };
const VPN_ALONE: Plan = { routes: ['vpn'], allFailed: 503 };
const INTERNET_THEN_VPN: Plan = { routes: ['internet', 'vpn'], allFailed: 502 };
const VPN_THEN_INTERNET: Plan = { routes: ['vpn', 'internet'], allFailed: 502 };
const NOWHERE: Plan = { routes: [], allFailed: 502 };

type Row = Readonly<Record<Fallback, Plan>>;
const always = (plan: Plan): Row => ({ allowed: plan, 'in-vain': plan, denied: plan, 'not-switched-on': plan });

const AUTO: Row = { ...always(INTERNET_THEN_VPN), denied: INTERNET };
const NAMED_VPN: Row = { ...always(VPN_THEN_INTERNET), denied: VPN, 'not-switched-on': VPN };

/**
 * Written by hand from "What may use which route" of the routing contract, with its default classes: `cui` has the VPN
 * alone. `auto` has both routes and needs no switch; `vpn` has the internet too where the operator has switched that on.
 * 502 or 503: a class that takes a route away withholds it; a caller who denies fallback withholds nothing.
 */
const PLANS: Readonly<Record<Method, Readonly<Record<DataClass, Row>>>> = {
  internet: { public: always(INTERNET), internal: always(INTERNET), cui: always(NOWHERE) },
  vpn: {
    public: NAMED_VPN,
    internal: NAMED_VPN,
    cui: { ...always(VPN_ALONE), denied: VPN, 'not-switched-on': VPN },
  },
  auto: { public: AUTO, internal: AUTO, cui: always(VPN_ALONE) },
};

export function planOf({ method, dataClass, fallback }: Pick<Cell, 'method' | 'dataClass' | 'fallback'>): Plan {
  return PLANS[method][dataClass][fallback];
}

/** Where the fault of a cell sits: on the first route of its plan, or on the one that it may not take. */
export function faultedRouteOf(cell: Cell): RouteName {
  return planOf(cell).routes[0] ?? 'internet';
}
