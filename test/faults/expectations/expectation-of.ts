import type { RouteName } from '../../../apps/sandbox/src/sandbox.js';
import { nameOf, type Cell } from '../dimensions.js';
import type { AttemptSeen, CellSeen, EndingSeen, RecordSeen } from './expectation.js';
import { planOf, type Plan } from './plans.js';
import { RULES } from './rules.js';
import {
  arrives,
  seenAs,
  type Broken,
  type ExceptionPassedOn,
  type Failed,
  type Refusal,
  type Seen,
} from './seen-as.js';

/** Calls that ended in one way on one route. */
interface Leg {
  readonly route: RouteName;
  readonly outcomes: readonly string[];
}

const DENIED: Refusal = { status: 403, type: 'AccessDeniedException' };
const ROUTES_FAILED: Readonly<Record<Plan['allFailed'], Refusal>> = {
  502: { status: 502, type: 'UpstreamException' },
  503: { status: 503, type: 'RouteUnavailableException' },
};

/**
 * What the contract says about a cell: the rules over plans, faults and kinds, put together.
 *
 * @throws if the tables say nothing about it.
 */
export function expectationOf(cell: Cell): CellSeen {
  const { routes, allFailed } = planOf(cell);
  const [first, next] = routes;
  if (first === undefined) return refused(cell, [], DENIED);
  const seen = seenOf(cell);
  if (seen.ends === 'whole') return whole(cell, [{ route: first, outcomes: [seen.firstRefusedAs ?? [], 'ok'].flat() }]);
  if (seen.ends !== 'failed') return partial(cell, first, seen);
  const { goesOnToNext } = RULES[seen.kind];
  const legs = [{ route: first, outcomes: failures(seen, next !== undefined) }];
  if (!goesOnToNext) return { ...refused(cell, legs, seen.refusal), routeHeader: seen.hasBegun ? first : null };
  if (next !== undefined && cell.fallback !== 'in-vain')
    return whole(cell, [...legs, { route: next, outcomes: ['ok'] }]);
  if (next !== undefined) legs.push({ route: next, outcomes: failures(seen, false) });
  return refused(cell, legs, ROUTES_FAILED[allFailed]);
}

/** Why there is no such cell; undefined for one that there is. */
export function reasonToSkip(cell: Cell): string | undefined {
  const seen = seenAs(cell);
  return seen?.ends === 'skipped' ? seen.because : undefined;
}

function seenOf(cell: Cell): Exclude<Seen, { ends: 'skipped' }> {
  const seen = seenAs(cell);
  if (seen === undefined || seen.ends === 'skipped') throw new Error(`No expectation for ${nameOf(cell)}`);
  return seen;
}

function failures({ kind, isFinal }: Failed, hasNext: boolean): readonly string[] {
  const { callsBeforeNext, callsOnLastRoute } = RULES[kind];
  const calls = hasNext ? callsBeforeNext : callsOnLastRoute;
  return Array.from({ length: isFinal ? 1 : calls }, () => kind);
}

function whole(cell: Cell, legs: readonly Leg[]): CellSeen {
  const record = { outcome: 'complete', success: true, statusCode: 200, errorType: undefined } as const;
  return { ...sent(cell, legs, record), ...answered(legs), type: undefined, ending: 'whole' };
}

/** A 200 went out; what became of it is known to the record, and to whoever reads to the end. */
function partial(cell: Cell, route: RouteName, seen: Broken | ExceptionPassedOn): CellSeen {
  const record = { outcome: 'partial', success: false, statusCode: 200, errorType: seen.type } as const;
  const kind = seen.ends === 'broken' ? seen.kind : 'stream-broken';
  const legs = [{ route, outcomes: [kind] }];
  const type = cell.form === 'events' ? seen.type : undefined;
  return {
    ...sent(cell, legs, record),
    ...answered([{ route, outcomes: ['ok'] }]),
    type,
    ending: endingOf(cell, seen),
  };
}

function endingOf({ form }: Cell, seen: Broken | ExceptionPassedOn): EndingSeen {
  if (seen.ends !== 'broken') return 'exception-frame';
  return form === 'events' ? `${seen.chunks} chunks, then an error event` : 'a part, then cut off';
}

function refused(cell: Cell, legs: readonly Leg[], refusal: Refusal | undefined): CellSeen {
  if (refusal === undefined) throw new Error(`No refusal for ${nameOf(cell)}`);
  const { status, type, retryAfter = null } = refusal;
  const outcome = legs.length === 0 ? 'refused' : 'failed';
  const seen = sent(cell, legs, { outcome, success: false, statusCode: status, errorType: type });
  return { ...seen, status, type, ending: 'error', routeHeader: null, retryAfter };
}

function answered(legs: readonly Leg[]): Pick<CellSeen, 'status' | 'routeHeader' | 'retryAfter' | 'attemptsHeader'> {
  const routeHeader = legs.at(-1)?.route ?? null;
  return { status: 200, routeHeader, retryAfter: null, attemptsHeader: headerOf(legs) };
}

function sent(
  cell: Cell,
  legs: readonly Leg[],
  record: Omit<RecordSeen, 'attempts'>,
): Pick<CellSeen, 'attemptsHeader' | 'records' | 'calls' | 'strayed'> {
  const attempts = legs.flatMap(({ route, outcomes }) =>
    outcomes.map((outcome) => ({ route, transport: transportOf(cell, route), outcome })),
  );
  const calls = { internet: callsOn(cell, legs, 'internet'), vpn: callsOn(cell, legs, 'vpn') };
  return { attemptsHeader: headerOf(legs), records: [{ ...record, attempts }], calls, strayed: false };
}

/** The sibling is attached to the network of the first route, and the gateway to the other one. */
function transportOf(cell: Cell, route: RouteName): AttemptSeen['transport'] {
  return planOf(cell).routes[0] === route ? cell.transport : 'direct';
}

function headerOf(legs: readonly Leg[]): string | null {
  const header = legs.flatMap(({ route, outcomes }) => outcomes.map((outcome) => `${route}:${outcome}`)).join(',');
  return header === '' ? null : header;
}

function callsOn(cell: Cell, legs: readonly Leg[], route: RouteName): number {
  const outcomes = legs.filter((leg) => leg.route === route).flatMap((leg) => leg.outcomes);
  return outcomes.filter((outcome) => outcome === 'ok' || arrives(cell)).length;
}
