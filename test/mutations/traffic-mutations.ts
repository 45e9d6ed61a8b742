import type { Mutation } from './mutations.ts';

const STORED = {
  file: 'apps/gateway/src/traffic/stored-traffic.ts',
  spec: 'apps/gateway/src/traffic/stored-traffic.spec.ts',
};

/** What keeps a shift of traffic from leading data astray, or requests into nowhere. */
export const TRAFFIC_MUTATIONS: readonly Mutation[] = [
  {
    defect: 'traffic adds routes that the operator has not configured',
    file: 'libs/routing/src/plan-routes.ts',
    find: '...preferred.filter((route) => order.includes(route))',
    replace: '...preferred',
    spec: 'libs/routing/src/fail-closed.spec.ts',
  },
  {
    defect: 'traffic rearranges requests that name their route',
    file: 'libs/routing/src/plan-routes.ts',
    find: "return vpnFallback === 'internet' ? ['vpn', 'internet'] : ['vpn'];",
    replace: "return vpnFallback === 'internet' ? preferred : ['vpn'];",
    spec: 'libs/routing/src/plan-routes.spec.ts',
  },
  {
    defect: 'any stored numbers are weights',
    file: 'libs/routing/src/traffic/read-traffic-setting.ts',
    find: ' || internet + vpn !== 100',
    replace: '',
    spec: 'libs/routing/src/traffic/read-traffic-setting.spec.ts',
  },
  {
    defect: 'a split that is none takes the place of the one from before',
    ...STORED,
    find: 'if (stored !== undefined && setting === undefined) return this.#complain(trafficNews.invalid());',
    replace: '',
  },
  {
    defect: 'every request reads the split',
    ...STORED,
    find: ' || (ageMs >= 0 && ageMs < FRESH_FOR_MS)',
    replace: '',
  },
  {
    defect: 'of two operators the second one wins, unseen',
    file: 'libs/audit/src/traffic/traffic-store.ts',
    find: ', ...onlyInPlaceOf(replaces)',
    replace: '',
    spec: 'libs/audit/src/traffic/traffic-store.spec.ts',
  },
  {
    defect: 'a shift goes on while the new route fails',
    file: 'apps/gateway/src/ctl/traffic/walk-steps.ts',
    find: 'if (figures !== undefined && isExceeded(figures[walk.gaining], walk.maxErrorRate)) return figures;',
    replace: '',
    spec: 'apps/gateway/src/ctl/traffic/walk-steps.spec.ts',
  },
  {
    defect: 'a shift goes on blindly',
    file: 'apps/gateway/src/ctl/traffic/walk-steps.ts',
    find: 'if (heldMs < holdMs) return undefined;',
    replace: 'return undefined;',
    spec: 'apps/gateway/src/ctl/traffic/walk-steps.spec.ts',
  },
  {
    defect: 'keys of the tunnels are printed',
    file: 'apps/gateway/src/ctl/vpn/render-appliance.ts',
    find: 'const secret = withKeys ?',
    replace: 'const secret = true ?',
    spec: 'test/ctl/vpn.spec.ts',
  },
];
