import { fieldsOf, numberOf, textOf, type Fields } from './fields.js';
import { formatAgo, formatDuration } from './format.js';

/** The routes, in the order in which they are shown. */
export const ROUTE_NAMES = ['internet', 'vpn'] as const;
export type RouteName = (typeof ROUTE_NAMES)[number];

/** How routes are called on the page. */
export const ROUTE_TITLES: Readonly<Record<RouteName, string>> = { internet: 'Internet', vpn: 'VPN' };

/** What a route is like, for colour and shape. `waiting`: a probe has no answer yet. */
export type RouteMood = 'up' | 'down' | 'waiting' | 'unknown' | 'off';

/** One route in words. */
export interface RouteView {
  readonly mood: RouteMood;
  /** One or two words. */
  readonly state: string;
  /** Why it is not simply up; undefined where there is nothing to say. */
  readonly reason: string | undefined;
  readonly proof: string;
  readonly breaker: string;
  /** Its part of `auto`. */
  readonly traffic: string;
}

const STATES: Readonly<Record<RouteMood, string>> = {
  up: 'Up',
  down: 'Down',
  waiting: 'Not answering',
  unknown: 'Not yet known',
  off: 'Not configured',
};

const BREAKERS: Readonly<Record<string, string>> = {
  closed: 'Closed: requests go through',
  open: 'Open: requests are held off',
  'half-open': 'Half open: one probe decides',
};

/** Puts a route of the gateway's status into words. */
export function viewRoute(status: Fields, route: RouteName, nowEpochMs: number): RouteView {
  const facts = fieldsOf(fieldsOf(status['routes'])[route]);
  const mood = moodOf(facts);
  return {
    mood,
    state: STATES[mood],
    reason: reasonOf(facts, mood, nowEpochMs),
    proof: proofOf(facts, nowEpochMs),
    breaker: BREAKERS[textOf(facts, 'breaker') ?? ''] ?? 'None',
    traffic: trafficOf(fieldsOf(status['traffic']), route),
  };
}

function moodOf(facts: Fields): RouteMood {
  const state = textOf(facts, 'state');
  if (state === 'not-configured') return 'off';
  if (state === 'down') return 'down';
  if (numberOf(facts, 'unansweredSeconds') !== undefined) return 'waiting';
  return state === 'up' ? 'up' : 'unknown';
}

function reasonOf(facts: Fields, mood: RouteMood, nowEpochMs: number): string | undefined {
  if (mood === 'waiting') return `a probe has been waiting for ${numberOf(facts, 'unansweredSeconds')} s`;
  const failure = textOf(facts, 'failure');
  if (failure === undefined) return undefined;
  const seen = `${failure}, seen by a ${textOf(facts, 'failedBy') ?? 'request'} ${formatAgo(textOf(facts, 'failedAt'), nowEpochMs)}`;
  return mood === 'down' ? seen : `before that: ${seen}`;
}

function proofOf(facts: Fields, nowEpochMs: number): string {
  const provenAt = textOf(facts, 'provenAt');
  if (provenAt === undefined) return 'Never';
  const by = textOf(facts, 'provenBy') ?? 'request';
  return `${formatAgo(provenAt, nowEpochMs)}, by a ${by} in ${formatDuration(numberOf(facts, 'latencyMs'))}`;
}

function trafficOf(traffic: Fields, route: RouteName): string {
  const weight = numberOf(fieldsOf(traffic['weights']), route);
  if (weight === undefined) return 'As configured';
  return `${weight} % of auto begins here (${textOf(traffic, 'source') === 'stored' ? 'set by an operator' : 'as configured'})`;
}
