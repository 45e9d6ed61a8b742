import { AnswerBrokenError, CtlError } from '../ctl.error.js';

/** No document that the gateway answers an operator with is longer; models may be, and are streamed. */
const MOST_ANSWER_BYTES = 32 * 1_024 * 1_024;

/**
 * Reads an answer to its end as a JSON object.
 *
 * @throws {CtlError} `no-gateway` where it breaks off, is too long, or is no JSON object.
 */
export async function readAnswer(response: Response): Promise<object> {
  const text = await readText(response);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Falls through: both are the same mistake.
  }
  throw new CtlError('no-gateway', 'The answer is not a JSON document', 'check --url or CTL_GATEWAY_URL');
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of piecesOf(response)) {
    size += part.length;
    if (size > MOST_ANSWER_BYTES) throw new CtlError('no-gateway', 'The answer is longer than 32 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * The body of an answer in the pieces that it comes in. Leaving the loop early ends it.
 *
 * @throws {CtlError} `no-gateway` where it breaks off; the reason of a signal that ended it.
 */
export async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array, void, void> {
  if (body === null) return;
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof CtlError) throw error;
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      throw new AnswerBrokenError('The answer does not come to its end in time', error);
    }
    throw new AnswerBrokenError('The answer broke off before its end', error);
  }
}
