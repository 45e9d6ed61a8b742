import type { Invocation } from '../function/invocation.js';
import { TimeLimit } from './time-limit.js';

/** Reads a whole answer. @throws FunctionFailure, or TimeLimitError when it takes too long; the function goes on then */
export async function readWhole(invocation: Invocation, limitMs: number): Promise<Buffer> {
  using limit = new TimeLimit(limitMs);
  const chunks: Buffer[] = [];
  for await (const chunk of limit.over(invocation.body())) chunks.push(chunk);
  return Buffer.concat(chunks);
}
