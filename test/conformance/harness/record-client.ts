import type { System } from '../../support/system.js';
import type { RoutePrefix } from '../matrix/tally.js';
import type { ConformanceCase, ConformanceClient } from './conformance-client.js';
import { mask } from './mask.js';
import { observe } from './observe.js';
import type { Plain } from './plain-form.js';
import { prefixesFor } from './prefixes-for.js';
import { targetsOf } from './targets.js';

/** What a user sees of one case, at Bedrock itself and through the gateway. */
export interface CaseRecord {
  readonly direct: Plain;
  /** On the paths that the case takes in this run. */
  readonly byPrefix: ReadonlyMap<RoutePrefix, Plain>;
}

/** Enough for all that wait for the same fault; they do little else. */
const USUAL_CONCURRENCY = 16;

/**
 * Runs every case of a client against Bedrock and on the paths that it takes in this run. Faults hold for a whole route, so cases with the same fault run
 * side by side, and those with another one wait.
 */
export async function recordClient(
  client: ConformanceClient,
  system: System,
): Promise<ReadonlyMap<ConformanceCase, CaseRecord>> {
  const records = new Map<ConformanceCase, CaseRecord>();
  for (const cases of Map.groupBy(client.cases, ({ fault }) => JSON.stringify(fault)).values()) {
    for (const [theCase, record] of await recordTogether(cases, client, system)) records.set(theCase, record);
  }
  return records;
}

async function recordTogether(
  cases: readonly ConformanceCase[],
  client: ConformanceClient,
  system: System,
): Promise<[ConformanceCase, CaseRecord][]> {
  const { sandbox } = system;
  const { direct, byPrefix } = await targetsOf(system);
  const fault = cases[0]?.fault ?? { fault: 'none' };
  sandbox.forgetRequests();
  await Promise.all([sandbox.faults.set('internet', fault), sandbox.faults.set('vpn', fault)]);
  const visits = cases.flatMap((theCase) => {
    const ways = prefixesFor(theCase, client).map((prefix) => [prefix, byPrefix.get(prefix) ?? direct] as const);
    return [['direct', direct] as const, ...ways].map(([way, target]) => ({ theCase, way, target }));
  });
  const seen = await runAll(
    visits.map(
      ({ theCase, target }) =>
        () =>
          observe(theCase, target),
    ),
    client.concurrency ?? USUAL_CONCURRENCY,
  );
  await sandbox.faults.clear();
  const exchanges = [...sandbox.exchanges('internet'), ...sandbox.exchanges('vpn')];
  const requestIds = new Set([...exchanges.map(({ requestId }) => requestId), ...(system.outerRequestIds ?? [])]);
  const masked = visits.map(({ theCase, way, target }, index) => {
    const shown = mask(seen[index] ?? null, { target, requestIds, perCall: client.perCall });
    return { theCase, way, shown };
  });
  return cases.map((theCase) => [theCase, recordOf(masked.filter((visit) => visit.theCase === theCase))]);
}

function recordOf(visits: readonly { readonly way: RoutePrefix | 'direct'; readonly shown: Plain }[]): CaseRecord {
  const byPrefix = new Map<RoutePrefix, Plain>();
  for (const { way, shown } of visits) if (way !== 'direct') byPrefix.set(way, shown);
  return { direct: visits.find(({ way }) => way === 'direct')?.shown ?? null, byPrefix };
}

/** Runs all tasks, a few at a time, and gives what they came to, in their order. */
async function runAll<T>(tasks: readonly (() => Promise<T>)[], concurrency: number): Promise<T[]> {
  const results: T[] = [];
  const waiting = tasks.entries();
  const worker = async (): Promise<void> => {
    for (const [index, task] of waiting) results[index] = await task();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}
