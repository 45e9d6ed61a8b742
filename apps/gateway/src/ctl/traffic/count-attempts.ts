import { isRoute, ROUTES, type Route } from '@app/routing';
import { membersOf } from '../../config/parse-json-object.js';

/** What was tried by one route, and how much of it failed. */
export interface RouteFigures {
  readonly attempts: number;
  readonly failed: number;
}

/** The same of each route. */
export type Figures = Readonly<Record<Route, RouteFigures>>;

/**
 * Outcomes that speak against the route that was taken. Not against it: that Bedrock throttles the account, refuses the
 * request, or that the caller left. Source: the outcome kinds of docs/architecture.md.
 */
const FAILURES: ReadonlySet<unknown> = new Set([
  'unreachable',
  'not-bedrock',
  'timeout',
  'stream-broken',
  'internal',
  'denied',
]);

/** Fewer failures than these are chance, whatever share they are. */
const FEWEST_FAILURES = 3;

/** Adds up the attempts of audit records. A request that was saved by a fallback counts against the route that failed. */
export function countAttempts(records: readonly unknown[]): Figures {
  const attempts = records.flatMap((record) => attemptsOf(record));
  const [internet, vpn] = ROUTES.map((route) => {
    const taken = attempts.filter((attempt) => attempt.route === route);
    return { attempts: taken.length, failed: taken.filter(({ outcome }) => FAILURES.has(outcome)).length };
  });
  const none = { attempts: 0, failed: 0 };
  return { internet: internet ?? none, vpn: vpn ?? none };
}

/** Whether more failed than is allowed: at least three, and more than that share. */
export function isExceeded({ attempts, failed }: RouteFigures, maxErrorRate: number): boolean {
  return failed >= FEWEST_FAILURES && failed / attempts > maxErrorRate;
}

function attemptsOf(record: unknown): readonly { readonly route: Route; readonly outcome: unknown }[] {
  const attempts = membersOf(record)?.get('attempts');
  if (!Array.isArray(attempts)) return [];
  return attempts.flatMap((attempt: unknown) => {
    const members = membersOf(attempt);
    const route = members?.get('route');
    return typeof route === 'string' && isRoute(route) ? [{ route, outcome: members?.get('outcome') }] : [];
  });
}
