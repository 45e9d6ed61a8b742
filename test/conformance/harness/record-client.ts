import type { System } from '../../support/system.js';
import type { RoutePrefix } from '../matrix/tally.js';
import type { ConformanceCase, ConformanceClient, Target } from './conformance-client.js';
import { mask } from './mask.js';
import { observe } from './observe.js';
import type { Plain } from './plain-form.js';
import { targetsOf } from './targets.js';

/** What a user sees of one case, at Bedrock itself and through the gateway. */
export interface CaseRecord {
  readonly direct: Plain;
  readonly byPrefix: ReadonlyMap<RoutePrefix, Plain>;
}

/** Enough for all that wait for the same fault; they do little else. */
const USUAL_CONCURRENCY = 16;

/**
 * Runs every case of a client against every target. Faults hold for a whole route, so cases with the same fault run
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
  { perCall, concurrency = USUAL_CONCURRENCY }: ConformanceClient,
  system: System,
): Promise<[ConformanceCase, CaseRecord][]> {
  const { sandbox } = system;
  const { direct, byPrefix } = await targetsOf(system);
  const targets = [direct, ...byPrefix.values()];
  const fault = cases[0]?.fault ?? { fault: 'none' };
  sandbox.forgetRequests();
  await Promise.all([sandbox.faults.set('internet', fault), sandbox.faults.set('vpn', fault)]);
  const runs = cases.flatMap((theCase) => targets.map((target) => () => observe(theCase, target)));
  const seen = await runAll(runs, concurrency);
  await sandbox.faults.clear();
  const exchanges = [...sandbox.exchanges('internet'), ...sandbox.exchanges('vpn')];
  const requestIds = new Set([...exchanges.map(({ requestId }) => requestId), ...(system.outerRequestIds ?? [])]);
  const masked = (target: Target, index: number): Plain => mask(seen[index] ?? null, { target, requestIds, perCall });
  return cases.map((theCase, index) => {
    const first = index * targets.length;
    const viaGateway = [...byPrefix].map(([prefix, target], n) => [prefix, masked(target, first + 1 + n)] as const);
    return [theCase, { direct: masked(direct, first), byPrefix: new Map(viaGateway) }];
  });
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
