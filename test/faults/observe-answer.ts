import { isDeepStrictEqual } from 'node:util';
import { problemOf, type ProblemDocument } from '../support/problem-of.js';
import { readServerSentEvents, type ServerSentEvent } from '../support/read-sse.js';
import { readStreamChunks, readToTheEnd } from '../support/read-stream-chunks.js';
import type { Form } from './dimensions.js';
import type { CellSeen } from './expectations/expectation.js';

type AnswerSeen = Pick<CellSeen, 'type' | 'ending'>;

/** The name of the last frame of a stream that has failed, as it stands in its headers. */
const EXCEPTION = 'modelStreamErrorException';

/**
 * Reads an answer to its end, and holds it to what was sent at the other end.
 *
 * @param sent asked for when the answer is over.
 * @throws if a byte came that was not sent, and for an error that is not in the documented shape.
 */
export async function observeAnswer(response: Response, form: Form, sent: () => Buffer): Promise<AnswerSeen> {
  if (response.status !== 200) return observeError(response);
  const { bytes, isWhole } = await readToTheEnd(response);
  if (form === 'events') return observeEvents(readServerSentEvents(bytes.toString()), sent());
  if (!isWhole) {
    assertSame(bytes, sent().subarray(0, bytes.length));
    return { type: undefined, ending: 'a part, then cut off' };
  }
  assertSame(bytes, sent());
  const hasException = form === 'frames' && bytes.includes(EXCEPTION);
  return { type: undefined, ending: hasException ? 'exception-frame' : 'whole' };
}

/** Header and document are of one mind. */
async function observeError(response: Response): Promise<AnswerSeen> {
  const { error } = await problemOf(response);
  assertSame(response.headers.get('x-amzn-errortype'), error.type);
  return { type: error.type, ending: 'error' };
}

/** The model's chunks as they were sent, and one event more that says how it ended. */
function observeEvents(events: readonly ServerSentEvent[], sent: Buffer): AnswerSeen {
  const chunks = events.slice(0, -1);
  const last = events.at(-1);
  assertSame(new Set(chunks.map(({ event }) => event)), new Set(chunks.length === 0 ? [] : ['message']));
  const data = chunks.map((chunk) => chunk.data);
  const sentChunks = (isWhole: boolean): readonly string[] =>
    isWhole ? readStreamChunks(sent) : readStreamChunks(firstFrames(sent, data.length));
  assertSame(data, sentChunks(last?.event === 'end'));
  if (last?.event === 'end') return { type: undefined, ending: 'whole' };
  const { error } = JSON.parse(last?.data ?? '') as ProblemDocument;
  return { type: error.type, ending: `${data.length} chunks, then an error event` };
}

function firstFrames(stream: Buffer, count: number): Buffer {
  let end = 0;
  for (let frame = 0; frame < count; frame += 1) end += stream.readUInt32BE(end);
  return stream.subarray(0, end);
}

function assertSame(seen: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(seen, expected)) throw new Error('The answer is not what Bedrock’s end has sent');
}
