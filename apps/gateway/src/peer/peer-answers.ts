import { buffer } from 'node:stream/consumers';
import { startDeadline, wrapPeerAnswer, type Deadline, type PeerEvent } from '@app/routing';
import type { Context } from 'aws-lambda';
import { timeLeftMs } from '../exchange/invocation.js';
import { AnswerBrokenError } from '../lambda/errors.js';
import { ResponseSink, type ResponseStream } from '../lambda/response-sink.js';
import type { PeerAnswerBytes, PeerCalls } from './peer-calls.js';

/** The sibling's own probe is given up before. */
const PROBE_TIMEOUT_MS = 10_000;

/**
 * Answers the sibling with a stream.
 *
 * @throws {InvocationError} if the answer broke off: the sibling sees that it is not whole.
 */
export async function streamPeerAnswer(
  peers: PeerCalls,
  event: PeerEvent,
  stream: ResponseStream,
  context: Context,
): Promise<void> {
  using sink = new ResponseSink(stream);
  using deadline = deadlineOf(event, context, sink.signal);
  const { head, body } = await peers.answer(event, deadline);
  await sink.write(head);
  for await (const chunk of unlessBroken(body)) await sink.write(chunk);
  await sink.end();
}

/**
 * Answers the sibling in one piece, where its events are served that way. An answer of Bedrock that broke off becomes the
 * failure that it is: a function that fails looks like one that was not reached, and Bedrock would be asked once more.
 */
export async function answerPeerInOnePiece(peers: PeerCalls, event: PeerEvent, context: Context): Promise<object> {
  using deadline = deadlineOf(event, context, new AbortController().signal);
  const answer = await peers.answer(event, deadline);
  return wrapPeerAnswer(await collect(answer).catch((error: unknown) => collect(answer.insteadOf(error))));
}

async function collect({ head, body }: PeerAnswerBytes): Promise<Buffer> {
  return Buffer.concat([head, await buffer(body)]);
}

function deadlineOf(event: PeerEvent, context: Context, parent: AbortSignal): Deadline {
  const wishMs = event.kind === 'call' ? event.call.timeoutMs : PROBE_TIMEOUT_MS;
  const invocation = { remainingMs: () => context.getRemainingTimeInMillis(), longestSilenceMs: Infinity };
  return startDeadline(Math.min(wishMs, timeLeftMs(invocation, true)), parent);
}

/** Why it broke is on record with whoever asked, or in the log; the runtime would write it all down. */
async function* unlessBroken(body: PeerAnswerBytes['body']): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new AnswerBrokenError();
  }
}
