import type { Response } from 'express';
import type { Problem } from './problem.js';

/** AWS SDKs send a 504 again, and that is paid again; a 408 they leave alone. */
const TIMED_OUT = { status: 408, type: 'ModelTimeoutException' } as const;

/** A problem as it is on Bedrock's own paths. */
export function asNativeProblem(problem: Problem): Problem {
  return problem.status === 504 ? { ...problem, ...TIMED_OUT } : problem;
}

/**
 * Answers in Bedrock's shape, from which every SDK makes its own typed exception: Bedrock's own answer as it came, the
 * gateway's as `{"message"}` with the type in `x-amzn-errortype`. The status is set already.
 */
export function writeNativeProblem(problem: Problem, requestId: string, response: Response): void {
  const { answer, type, upstreamRequestId } = problem;
  if (answer) {
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.end(answer.body);
    return;
  }
  response.setHeader('x-amzn-errortype', type);
  response.setHeader('x-amzn-requestid', upstreamRequestId ?? requestId);
  response.json({ message: messageOf(problem) });
}

/** Bedrock's shape has no place for details: what is said about a field goes into the sentence. */
function messageOf({ message, details = {} }: Problem): string {
  const named = Object.entries(details).flatMap(([name, what]) => (typeof what === 'string' ? `${name} ${what}` : []));
  return named.length === 0 ? message : `${message}: ${named.join('; ')}`;
}
