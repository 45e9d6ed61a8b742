import { setTimeout as pause } from 'node:timers/promises';
import { startBare } from '../contestants/bare.ts';
import type { Contestant } from '../contestants/contestant.ts';
import { startDirect } from '../contestants/direct.ts';
import { startOurs, startOursWithoutAudit } from '../contestants/ours.ts';
import { startPortkey } from '../contestants/portkey.ts';
import { AUDIT_STORE_MS, auditStoreAlone } from '../ground/audit-store.ts';
import { Ground } from '../ground/ground.ts';
import { NativeServer } from '../ground/native-server.ts';
import { residentMbOf } from '../ground/proc.ts';
import { RequestFiles } from '../ground/request-files.ts';
import type { NativePrograms } from '../native/compile.ts';
import type { Pace } from '../plan.ts';
import type { GrowingScene } from '../growth/growing.ts';

/** What is done after a start, and need not be done again. */
const SETTLE_MS = 500;

/** As many requests until everything that is called often has been compiled: a slow gateway takes longer for them. */
const WARM_UP_REQUESTS: Readonly<Record<Pace, number>> = { quick: 4_000, usual: 20_000, full: 40_000 };

const MAX_WARM_UP_SECONDS = 30;

/** What a run of the benchmark is told from outside. */
export interface Stage extends Pick<GrowingScene, 'pace' | 'say'> {
  readonly programs: NativePrograms;
  readonly signal: AbortSignal;
}

/** Starts everybody, and keeps them up: who is not measured has nothing to do. Disposing of it ends them. */
export async function setScene({ programs, pace, say, signal }: Stage): Promise<GrowingScene & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const files = parts.use(new RequestFiles());
  const upstream = parts.use(await NativeServer.start(programs.upstream));
  const store = parts.use(await NativeServer.start(programs.upstream));
  await store.behave({ delayMs: AUDIT_STORE_MS });
  const ground = new Ground({ loadProgram: programs.load, files, upstream, store, signal });
  const direct = parts.use(await startDirect(upstream.port));
  const gateways = [
    parts.use(await startBare(upstream.port)),
    parts.use(await startOurs(upstream.port, store.port)),
    parts.use(await startOursWithoutAudit(upstream.port)),
    ...(await startRival(upstream.port, say)).map((rival) => parts.use(rival)),
  ];
  await pause(SETTLE_MS);
  const restingMb = new Map(gateways.map(({ name, pid }) => [name, residentMbOf(pid)]));
  say('contestants are up, and warmed up');
  for (const gateway of gateways) await warmUp(ground, gateway, WARM_UP_REQUESTS[pace]);
  const all = parts.move();
  return {
    ground,
    pace,
    say,
    direct,
    auditStore: auditStoreAlone(store),
    gateways,
    restingMb,
    startOurs: (storePort) => startOurs(upstream.port, storePort),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Not everybody can reach the registry that it comes from: its column is missing then. */
async function startRival(upstreamPort: number, say: GrowingScene['say']): Promise<readonly Contestant[]> {
  const rival = await startPortkey(upstreamPort);
  if (rival) return [rival];
  say('Portkey is not installed, and left out: node tools/install-apart.ts bench/rivals/portkey');
  return [];
}

/** A stream is many pieces of the same work: it takes fewer of them. */
async function warmUp(ground: Ground, contestant: Contestant, requests: number): Promise<void> {
  const slice = { bodyBytes: 1_000, connections: 32, seconds: MAX_WARM_UP_SECONDS, upstream: {} };
  await ground.measure(contestant, { ...slice, kind: 'converse', maxRequests: requests });
  await ground.measure(contestant, { ...slice, kind: 'converse-stream', maxRequests: requests / 5 });
}
