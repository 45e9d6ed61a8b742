import { CONTESTANTS_CPU } from '../ground/machine.ts';
import { inTurn } from '../statistics/in-turn.ts';
import { FunctionProcess } from './function-process.ts';
import { setLambdaScene, type Asked } from './lambda-scene.ts';

/** Until everything that is called often has been compiled. */
const WARM_UP_INVOCATIONS = 1_500;

/** How long answers took and what they cost, in one round. */
export interface WarmRound {
  /** From the invocation to the first byte of the answer. */
  readonly firstByteMs: Percentiles;
  /** From the invocation to the end of the answer. */
  readonly wholeMs: Percentiles;
  /** CPU time of all threads of the process, per invocation: what it does behind an answer included. */
  readonly cpuMs: number;
}

/** The time within which so many of a hundred were done. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What was found of one function. */
export interface WarmLambdaRow {
  readonly name: 'bare handler' | 'gateway';
  /** By round; the same place is the same round in all rows. */
  readonly rounds: readonly WarmRound[];
}

/**
 * Measures the gateway under AWS's own runtime client next to a bare handler with AWS's client: one process of each, warm,
 * one invocation after another as Lambda gives them, in rounds that take turns.
 *
 * @param invocations of each function in each round.
 * @param upstreamMs how long the compiled upstream takes until it answers; the audit store takes 1 ms.
 */
export async function measureWarmLambda(
  rounds: number,
  invocations: number,
  upstreamMs = 0,
): Promise<readonly WarmLambdaRow[]> {
  await using scene = await setLambdaScene(upstreamMs);
  await using processes = new AsyncDisposableStack();
  const start = async (asked: Asked) => {
    const started = processes.use(await FunctionProcess.start(asked.contestant, CONTESTANTS_CPU));
    await measureRound(started, asked, upstreamMs > 0 ? invocations : WARM_UP_INVOCATIONS);
    return { ...asked, started };
  };
  const columns = [await start(scene.bare), await start(scene.gateway)];
  const found = await inTurn(columns, rounds, (column) => measureRound(column.started, column, invocations));
  return (['bare handler', 'gateway'] as const).map((name) => ({ name, rounds: found.get(name) ?? [] }));
}

async function measureRound(started: FunctionProcess, { question }: Asked, invocations: number): Promise<WarmRound> {
  const cpuBeforeMs = started.cpuMs;
  const [firstBytesMs, wholesMs]: [number[], number[]] = [[], []];
  for (let invocation = 0; invocation < invocations; invocation += 1) {
    const answer = await started.invoke(question.event);
    question.check(answer);
    firstBytesMs.push(answer.firstByteMs);
    wholesMs.push(answer.wholeMs);
  }
  const cpuMs = (started.cpuMs - cpuBeforeMs) / invocations;
  return { firstByteMs: percentilesOf(firstBytesMs), wholeMs: percentilesOf(wholesMs), cpuMs };
}

/** By nearest rank. */
function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
