import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { StoredRecord } from '../support/audit-records.js';
import { cutLinesIn, lostIn, objectionsTo, spilledIn, type Evidence } from './evidence.js';
import { countsOf, replayEnvironment, replayLog } from './replay-log.js';

/** Where gateways were at work, and what can be known of it. */
export interface Scene {
  readonly sandbox: Sandbox;
  /** `strict`: each start is in the table itself. */
  readonly mode: 'strict' | 'available';
  evidence(): Promise<Evidence>;
  table(): Promise<readonly StoredRecord[]>;
}

/** What some lives have come to. */
export interface Verdict {
  /** What does not hold, one sentence each. */
  readonly objections: readonly string[];
  readonly requests: number;
  readonly upstreamSawBytes: number;
  readonly peerSawBytes: number;
  readonly unfinished: number;
  readonly spilled: number;
  readonly cutLines: number;
}

/** Judges what gateways have left behind, then replays their log, twice, and judges what came of that. */
export async function judge(scene: Scene): Promise<Verdict> {
  const evidence = await scene.evidence();
  const inTableAlone = scene.mode === 'strict' ? lostIn(evidence, evidence.table) : [];
  const replayed = await objectionsToReplay(scene, evidence);
  const spilled = spilledIn(evidence.log);
  return {
    objections: [...objectionsTo(evidence), ...inTableAlone, ...replayed],
    requests: evidence.asks.length,
    upstreamSawBytes: evidence.arrivals.length,
    peerSawBytes: evidence.peerCalls.size,
    unfinished: (await scene.table()).filter(({ outcome }) => outcome === 'started').length,
    spilled: spilled.length,
    cutLines: cutLinesIn(evidence.log),
  };
}

async function objectionsToReplay(scene: Scene, evidence: Evidence): Promise<string[]> {
  const env = replayEnvironment(scene.sandbox);
  const first = await replayLog(evidence.log, env);
  const table = await scene.table();
  const second = await replayLog(evidence.log, env);
  const cut = cutLinesIn(evidence.log);
  const [, stored, , unreadable] = countsOf(second);
  const isExpected = [first, second].every(({ exitCode }) => exitCode === (cut === 0 ? 0 : 1)) && unreadable === cut;
  const isUnchanged = stored === 0 && JSON.stringify(await scene.table()) === JSON.stringify(table);
  return [
    ...(isExpected
      ? []
      : [`REPLAY: ended with ${first.exitCode}, ${second.exitCode}: ${first.stderr}${second.stderr}`]),
    ...(isUnchanged ? [] : ['REPLAY: the second run changed something']),
    ...missingFrom(table, evidence),
    ...objectionsTo({ ...evidence, table, log: '' }),
  ];
}

/** What was there or spilled has to be there now: what was finished, finished as it was; what was begun, at least that. */
function missingFrom(table: readonly StoredRecord[], evidence: Evidence): string[] {
  const now = new Map(table.map((record) => [record['requestId'], record]));
  const finished = new Map(evidence.table.filter(isFinished).map((record) => [record['requestId'], record]));
  for (const record of spilledIn(evidence.log).filter(isFinished)) {
    if (!finished.has(record['requestId'])) finished.set(record['requestId'], record);
  }
  const begun = [...evidence.table, ...spilledIn(evidence.log)].filter(({ requestId }) => !now.has(requestId));
  const changed = [...finished].filter(([id, record]) => now.get(id)?.['outcome'] !== record['outcome']);
  return [...begun, ...changed.map(([, record]) => record)].map(({ requestId }) => `REPLAY: lost ${String(requestId)}`);
}

const isFinished = ({ outcome }: StoredRecord): boolean => outcome !== 'started';
