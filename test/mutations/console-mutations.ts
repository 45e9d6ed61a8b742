import type { Mutation } from './mutations.ts';

const FEED = { file: 'apps/gateway/src/console/console-feed.ts', spec: 'test/console/feed.spec.ts' };

/** What keeps the console from showing too much, holding too much, or lasting too long. */
export const CONSOLE_MUTATIONS: readonly Mutation[] = [
  {
    defect: "the feed shows a tenant everybody's requests",
    ...FEED,
    find: 'if (tenant === undefined || request.tenant === tenant) queue',
    replace: 'queue',
  },
  {
    defect: 'whoever may see the status may watch requests',
    file: 'apps/gateway/src/console/console.controller.ts',
    find: "@RequirePermission('console:read')",
    replace: "@RequirePermission('status:read')",
    spec: FEED.spec,
  },
  {
    defect: 'any number of pages are fed',
    ...FEED,
    find: 'if (this.watchers >= MOST_WATCHERS) throw new TooManyInFlightError();',
    replace: '',
  },
  {
    defect: 'a feed outlives its token',
    ...FEED,
    find: 'Math.max(0, Math.min(tokenLeftMs, RENEW_AFTER_MS))',
    replace: 'RENEW_AFTER_MS',
    spec: 'apps/gateway/src/console/console-feed.spec.ts',
  },
  {
    defect: 'a feed keeps the process from ending',
    ...FEED,
    find: 'AbortSignal.any([gone, this.requests.drained, time.signal])',
    replace: 'AbortSignal.any([gone, time.signal])',
    spec: 'apps/gateway/src/console/console-feed.spec.ts',
  },
  {
    defect: 'what a slow page does not read piles up',
    file: 'apps/gateway/src/console/feed-queue.ts',
    find: 'this.waiting.length < MOST_WAITING',
    replace: 'this.waiting.length < Infinity',
    spec: 'apps/gateway/src/console/feed-queue.spec.ts',
  },
  {
    defect: 'the feed tells where callers are',
    file: 'apps/gateway/src/console/shown-request.ts',
    find: "  'subject',",
    replace: "  'subject',\n  'sourceIP',",
    spec: FEED.spec,
  },
  {
    defect: 'routes are not looked at although somebody does',
    file: 'apps/gateway/src/health/route.indicator.ts',
    find: 'void policy.watchHealth(maxAgeMs);',
    replace: '',
    spec: 'apps/gateway/src/health/route.indicator.spec.ts',
  },
  {
    defect: 'scripts may stand in the page of the console',
    file: 'apps/gateway/src/console/serve-console.ts',
    find: '"script-src \'self\'"',
    replace: "\"script-src 'self' 'unsafe-inline'\"",
    spec: 'test/console/page.spec.ts',
  },
];
