import { setTimeout as pause } from 'node:timers/promises';
import type { Contestant } from '../contestants/contestant.ts';
import { putLoad, type Load, type LoadFigures } from './load.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { Behavior, NativeServer } from './native-server.ts';
import { cpuMsOf } from './proc.ts';
import type { Ask, RequestFiles } from './request-files.ts';

/** What is done behind the last answer counts, too, and has to be over before the next one has its turn. */
const AFTERMATH_MS = 25;

/** A short load on one contestant. */
export interface Slice extends Ask, Load {
  /** How the upstream answers meanwhile. */
  readonly upstream: Behavior;
}

/** What came of it. */
export interface SliceFigures extends LoadFigures {
  /** CPU time of the contestant's process; not a number where it has none. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly mbPerSecond: number;
}

/** What contestants share: programs, files, the upstream, and the audit store. */
export interface GroundParts {
  readonly loadProgram: string;
  readonly files: RequestFiles;
  readonly upstream: NativeServer;
  readonly store: NativeServer;
  /** Ends a run between two loads. */
  readonly signal: AbortSignal;
}

/** Where contestants meet, one after the other. */
export class Ground {
  readonly parts: GroundParts;

  constructor(parts: GroundParts) {
    this.parts = parts;
  }

  /**
   * Puts a load on one contestant.
   *
   * @throws RequestsFailed if a single request fails
   * @throws the reason of the signal
   */
  async measure(contestant: Contestant, slice: Slice): Promise<SliceFigures> {
    const { files, upstream, loadProgram, signal } = this.parts;
    signal.throwIfAborted();
    const requestsFile = await files.fileFor(contestant, askOf(slice));
    await upstream.behave(slice.upstream);
    const { name, port, pid } = contestant;
    const load = (): Promise<LoadFigures> => putLoad(loadProgram, name, { port, requestsFile }, slice);
    if (pid === process.pid)
      return { ...(await load()), cpuMs: Number.NaN, peakMb: Number.NaN, mbPerSecond: Number.NaN };
    using memory = new MemoryWatch(pid);
    const cpuBeforeMs = cpuMsOf(pid);
    const figures = await load();
    const { peakMb, mbPerSecond } = memory;
    await pause(AFTERMATH_MS);
    return { ...figures, cpuMs: cpuMsOf(pid) - cpuBeforeMs, peakMb, mbPerSecond };
  }
}

function askOf({ kind, bodyBytes, callers, firstCaller }: Slice): Ask {
  return { kind, bodyBytes, ...(callers && { callers }), ...(firstCaller && { firstCaller }) };
}
