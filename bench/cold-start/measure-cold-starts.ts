import { CONTESTANTS_CPU } from '../ground/machine.ts';
import { FunctionProcess } from '../lambda/function-process.ts';
import { setLambdaScene, type Asked } from '../lambda/lambda-scene.ts';
import { inTurn } from '../statistics/in-turn.ts';
import { summarize } from '../statistics/summary.ts';
import { measureFolder, type FolderSize } from '../../tools/lambda-artifact/zip-folder.ts';

/** Of answers behind the first, so many are still slow: what they call is compiled while it is called. */
const LUKEWARM_ANSWERS = 20;
const WARM_ANSWERS = 20;

/** As little as a model takes. */
const UPSTREAM_MS = 20;

/** One start, and what came after it. In milliseconds. */
export interface ColdStart {
  /** From the start of the process to its first request for work. */
  readonly initMs: number;
  /** CPU time of all threads until then. */
  readonly initCpuMs: number;
  /** From the first invocation to the end of its answer. */
  readonly firstAnswerMs: number;
  /** The same of a later one: the median of several. */
  readonly warmAnswerMs: number;
}

/** What was found of one function. */
export interface ColdStartRow {
  readonly name: 'bare handler' | 'gateway';
  readonly size: FolderSize;
  /** By round; the same place is the same round in all rows. */
  readonly starts: readonly ColdStart[];
}

/**
 * Measures cold starts of the built gateway and of a bare handler with AWS's client, in turn and each on a CPU of its own,
 * with one real answer through the Runtime API and a compiled upstream. A first round, in which files come from the disk,
 * does not count.
 *
 * @param upstreamMs how long the upstream takes until it answers; the audit store takes 1 ms.
 */
export async function measureColdStarts(rounds: number, upstreamMs = UPSTREAM_MS): Promise<readonly ColdStartRow[]> {
  await using scene = await setLambdaScene(upstreamMs);
  const found = await inTurn([scene.bare, scene.gateway], rounds + 1, startOnce);
  return (['bare handler', 'gateway'] as const).map((name, place) => ({
    name,
    size: measureFolder([scene.bare, scene.gateway][place]?.contestant.folder ?? ''),
    starts: found.get(name)?.slice(1) ?? [],
  }));
}

async function startOnce({ contestant, question }: Asked): Promise<ColdStart> {
  await using started = await FunctionProcess.start(contestant, CONTESTANTS_CPU);
  const { initMs, initCpuMs } = started;
  const answersMs: number[] = [];
  while (answersMs.length < 1 + LUKEWARM_ANSWERS + WARM_ANSWERS) {
    const answer = await started.invoke(question.event);
    question.check(answer);
    answersMs.push(answer.wholeMs);
  }
  const [firstAnswerMs = Number.NaN] = answersMs;
  return { initMs, initCpuMs, firstAnswerMs, warmAnswerMs: summarize(answersMs.slice(-WARM_ANSWERS)).median };
}
