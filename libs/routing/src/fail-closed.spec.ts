import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportProof, runsOf, seedOf } from '../../../test/support/proof.js';
import { DataClassification } from './data-classification.js';
import type { RouteSwitches } from './plan-routes.js';
import { RoutePolicies } from './route-policies.js';
import { RoutePolicy } from './route-policy.js';
import { ROUTES, type Route, type RoutingMethod } from './route.js';
import { Router } from './router.js';
import { FallbackStrategy } from './strategies/fallback.strategy.js';
import { InternetStrategy } from './strategies/internet.strategy.js';
import { VpnStrategy } from './strategies/vpn.strategy.js';
import { ALL_KINDS, failure } from './testing/failures.js';
import { createDeadline, createPlan, createRequest } from './testing/requests.js';
import { ScriptedTransport, type Step } from './testing/scripted-transport.js';
import { settle } from './testing/settle.js';

const SEED = seedOf(20_261_122);
const RUNS = runsOf({ sample: 1_000, full: 20_000 });
const TIMEOUT_MS = 300_000;
const CLASS_NAMES = ['public', 'internal', 'cui'] as const;

const routes = fc.subarray([...ROUTES]);
// Mostly both, or most worlds would refuse everything before a failure could do harm.
const mostlyBoth: fc.Arbitrary<Route[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Route[]>([...ROUTES]) },
  { weight: 1, arbitrary: routes },
);
const script = fc.array(fc.constantFrom<Step>('ok', ...ALL_KINDS.map((kind) => failure(kind))), {
  minLength: 1,
  maxLength: 6,
});

/** A deployment with any policy, any network, any trouble, and any request to it. */
const world = fc.record({
  publicRoutes: routes,
  internalRoutes: routes,
  order: fc.shuffledSubarray([...ROUTES]),
  vpnFallback: fc.constantFrom('none' as const, 'internet' as const),
  configured: mostlyBoth,
  granted: mostlyBoth,
  internetScript: script,
  vpnScript: script,
  renewsCredentials: fc.boolean(),
  method: fc.constantFrom<RoutingMethod>('auto', 'internet', 'vpn'),
  fallbackAllowed: fc.boolean(),
  dataClass: fc.constantFrom(...CLASS_NAMES, 'unlisted'),
  // What a traffic policy prefers, request by request: anything, duplicates included.
  preferences: fc.array(fc.array(fc.constantFrom(...ROUTES), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

interface Deployment {
  readonly router: Router;
  /** Routes that anything was sent by, in order. */
  readonly used: () => Route[];
}

function deploy(facts: World): Deployment {
  const classes = new DataClassification(
    new Map([
      ['public', facts.publicRoutes],
      ['internal', facts.internalRoutes],
      ['cui', ['vpn']],
    ]),
    'cui',
  );
  const transports = {
    internet: new ScriptedTransport(facts.internetScript),
    vpn: new ScriptedTransport(facts.vpnScript),
  };
  for (const route of ROUTES) transports[route].renewal = () => Promise.resolve(facts.renewsCredentials);
  const policies = new RoutePolicies(
    facts.configured.map((route) => new RoutePolicy(route, transports[route], classes)),
  );
  const [internet, vpn] = [new InternetStrategy(policies), new VpnStrategy(policies)];
  // The most permissive wiring: every method may reach both routes, so that plan and gate alone keep data in.
  const anyway = new FallbackStrategy([internet, vpn]);
  const { order, vpnFallback, preferences } = facts;
  const switches: RouteSwitches = { order, vpnFallback, configured: policies.configured };
  let asked = 0;
  const prefer = (): readonly Route[] => preferences[asked++ % preferences.length] ?? [];
  return {
    router: new Router({ auto: anyway, internet: anyway, vpn: anyway }, switches, classes, prefer),
    used: () => ROUTES.flatMap((route) => transports[route].sent.map(() => route)),
  };
}

/** What each class may take, said once more without the code under test. */
function mayTake(facts: World, dataClass: string, route: Route): boolean {
  switch (dataClass) {
    case 'public':
      return facts.publicRoutes.includes(route);
    case 'internal':
      return facts.internalRoutes.includes(route);
    case 'cui':
      return route === 'vpn';
    default:
      return false;
  }
}

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

describe(`data that may not take a route (seed ${SEED})`, () => {
  it(
    'never takes it, whatever policy, traffic, network, failures and requests are',
    { timeout: TIMEOUT_MS },
    async () => {
      let sentAtAll = 0;
      await fc.assert(
        fc.asyncProperty(world, fc.nat({ max: 6 }), async (facts, more) => {
          const { router, used } = deploy(facts);
          const { method, fallbackAllowed, dataClass } = facts;
          for (let call = 0; call <= more; call += 1) {
            const sending = (async () => {
              const plan = router.plan({ method, fallbackAllowed, grantedRoutes: new Set(facts.granted), dataClass });
              return router.send(createRequest({ plan, dataClass, deadline: createDeadline(1_060_000) }));
            })();
            expect(await settle(sending, 12_000)).not.toBe('pending');
          }
          const taken = used();
          sentAtAll += taken.length;
          expect(taken.filter((route) => !mayTake(facts, dataClass, route))).toEqual([]);
          expect(taken.filter((route) => !facts.granted.includes(route))).toEqual([]);
          expect(taken.filter((route) => !facts.configured.includes(route))).toEqual([]);
          expect(taken.filter((route) => method === 'auto' && !facts.order.includes(route))).toEqual([]);
          expect(taken.filter((route) => method === 'internet' && route !== 'internet')).toEqual([]);
        }),
        { seed: SEED, numRuns: RUNS },
      );
      expect(sentAtAll).toBeGreaterThan(RUNS / 2);
      reportProof({ proof: 'fail-closed-plans', seed: SEED, figures: { runs: RUNS, sent: sentAtAll, leaked: 0 } });
    },
  );

  it(
    'never takes it even by a plan that was made for data of another class, or forged',
    { timeout: TIMEOUT_MS },
    async () => {
      let sentAtAll = 0;
      await fc.assert(
        fc.asyncProperty(world, fc.shuffledSubarray([...ROUTES]), async (facts, forged) => {
          const { router, used } = deploy({ ...facts, configured: [...ROUTES] });
          const plan = createPlan({ method: facts.method, routes: forged });
          await settle(router.send(createRequest({ plan, dataClass: facts.dataClass })), 12_000);
          const taken = used();
          sentAtAll += taken.length;
          expect(taken.filter((route) => !mayTake(facts, facts.dataClass, route))).toEqual([]);
        }),
        { seed: SEED, numRuns: RUNS },
      );
      expect(sentAtAll).toBeGreaterThan(RUNS / 5);
      reportProof({
        proof: 'fail-closed-forged-plans',
        seed: SEED,
        figures: { runs: RUNS, sent: sentAtAll, leaked: 0 },
      });
    },
  );
});
