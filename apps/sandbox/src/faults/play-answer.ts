import type { Answer, AnswerHeaders, WholeAnswer } from '../bedrock/answer.js';
import type { Step } from './step.js';

/** The answer as it is. */
export function* play(answer: Answer): Generator<Step> {
  const headers = answer.kind === 'whole' ? wholeHeaders(answer) : answer.headers;
  yield { do: 'head', status: answer.status, headers };
  for (const bytes of answer.kind === 'whole' ? [answer.body] : answer.frames) yield { do: 'write', bytes };
  yield { do: 'end' };
}

/** An answer in one piece as one of two halves, so that something can happen in between. */
export function halved(answer: Answer): Answer {
  if (answer.kind === 'stream') return answer;
  const middle = Math.floor(answer.body.length / 2);
  const frames = [answer.body.subarray(0, middle), answer.body.subarray(middle)];
  return { kind: 'stream', status: answer.status, headers: wholeHeaders(answer), frames };
}

/** What happens at the chosen place: instead of the frame there, or of the end when the answer has no such frame. */
export type Meddler = (frame: Buffer | undefined) => Iterable<Step>;

/** Plays an answer and lets the meddler act after `after` frames; a meddler that ends the answer is the last to act. */
export function* meddle(answer: Answer, after: number, meddler: Meddler): Generator<Step> {
  let sent = 0;
  let met = false;
  for (const step of play(answer)) {
    const due = !met && (step.do === 'end' || (step.do === 'write' && sent === after));
    if (step.do === 'write') sent += 1;
    if (!due) {
      yield step;
      continue;
    }
    met = true;
    const steps = [...meddler(step.do === 'write' ? step.bytes : undefined)];
    yield* steps;
    if (steps.some(isLast)) return;
    if (step.do === 'end') yield step;
  }
}

function isLast(step: Step): boolean {
  return step.do === 'end' || step.do === 'destroy';
}

/** A step before all others. */
export function* first(step: Step, rest: Iterable<Step>): Generator<Step> {
  yield step;
  yield* rest;
}

/** Waits before the head and between the pieces of the body. */
export function* slowly(steps: Iterable<Step>, delayMs: number): Generator<Step> {
  let writes = 0;
  for (const step of steps) {
    const between = step.do === 'write' && writes++ > 0;
    if (step.do === 'head' || between) yield { do: 'wait', delayMs };
    yield step;
  }
}

/** The body in drops of this many bytes, each after a wait. */
export function* inDrops(steps: Iterable<Step>, dropBytes: number, delayMs: number): Generator<Step> {
  for (const step of steps) {
    if (step.do !== 'write') yield step;
    else yield* dropsOf(step.bytes, dropBytes, delayMs);
  }
}

function* dropsOf(bytes: Buffer, dropBytes: number, delayMs: number): Generator<Step> {
  for (let start = 0; start < bytes.length; start += dropBytes) {
    yield { do: 'wait', delayMs };
    yield { do: 'write', bytes: bytes.subarray(start, start + dropBytes) };
  }
}

function wholeHeaders({ headers, body }: WholeAnswer): AnswerHeaders {
  return { ...headers, 'content-length': String(body.length) };
}
