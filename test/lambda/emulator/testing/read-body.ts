import { FunctionFailure } from '../function/function-failure.js';
import type { Invocation } from '../function/invocation.js';

/** An answer read to its end, and how it ended. */
export interface ReadBody {
  readonly text: string;
  readonly failure: FunctionFailure | undefined;
}

/** Reads an answer to its end, whichever that is. */
export async function readBody(invocation: Invocation): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of invocation.body()) chunks.push(chunk);
    return { text: Buffer.concat(chunks).toString('utf8'), failure: undefined };
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    return { text: Buffer.concat(chunks).toString('utf8'), failure: error };
  }
}
