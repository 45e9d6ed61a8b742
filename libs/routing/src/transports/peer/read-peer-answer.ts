import { BedrockCallError } from '@app/bedrock';
import { fieldsOf } from './fields.js';
import { END_OF_HEAD, type PeerAnswerHead } from './peer-answer.js';
import { PEER_VERSION } from './peer-call.js';

/** The answer of a sibling function: its head, and the body as it comes. */
export interface PeerAnswer {
  readonly head: PeerAnswerHead;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Attempts, headers and a fixed word or two; far more than that is no answer of a sibling. */
const MAX_HEAD_BYTES = 256 * 1024;
/** Lambda hands on no longer answer in one piece than 6 MB. Source: its quotas. */
const MAX_WRAPPED_BYTES = 6 * 1024 * 1024;
const WRAPPING = Buffer.from('{"peerAnswer":"');
const OUTCOMES: ReadonlySet<unknown> = new Set(['reply', 'failure', 'proven']);

/**
 * Reads the head of a sibling's answer and leaves the body to be read, or its iterator to be ended. A function that
 * answers in one piece wraps the same bytes into JSON: Lambda makes a JSON value of whatever such a function returns.
 *
 * @throws {BedrockCallError} `not-bedrock` for anything else, and what the source throws. The source is ended then.
 */
export async function readPeerAnswer(chunks: AsyncIterable<Uint8Array>): Promise<PeerAnswer> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    return await readHead(source);
  } catch (error) {
    await source.return?.();
    throw error;
  }
}

/** What a function that answers in one piece returns. */
export function wrapPeerAnswer(bytes: Uint8Array): object {
  return { peerAnswer: Buffer.from(bytes).toString('base64') };
}

async function readHead(source: AsyncIterator<Uint8Array>): Promise<PeerAnswer> {
  let seen = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) throw foreign();
    seen = Buffer.concat([seen, value]);
    if (seen.subarray(0, WRAPPING.length).equals(WRAPPING)) return splitWhole(unwrap(await readRest(seen, source)));
    const split = splitHead(seen);
    if (split) return { head: split.head, body: continued(split.rest, source) };
    if (seen.length > MAX_HEAD_BYTES) throw foreign();
  }
}

async function readRest(first: Buffer, source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [first];
  let bytes = first.length;
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    bytes += next.value.length;
    if (bytes > MAX_WRAPPED_BYTES) throw foreign();
    chunks.push(next.value);
  }
  return Buffer.concat(chunks);
}

function unwrap(payload: Buffer): Buffer {
  const wrapped = fieldsOf(parse(payload))?.['peerAnswer'];
  if (typeof wrapped !== 'string') throw foreign();
  return Buffer.from(wrapped, 'base64');
}

function splitWhole(bytes: Buffer): PeerAnswer {
  const split = splitHead(bytes);
  if (!split) throw foreign();
  return { head: split.head, body: continued(split.rest) };
}

function splitHead(bytes: Buffer): { readonly head: PeerAnswerHead; readonly rest: Buffer } | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end === -1) return undefined;
  const head = fieldsOf(parse(bytes.subarray(0, end)));
  const outcome = fieldsOf(head?.['outcome']);
  const isHead =
    head?.['version'] === PEER_VERSION && Array.isArray(head['attempts']) && OUTCOMES.has(outcome?.['kind']);
  if (!isHead) throw foreign();
  // The sibling is of this very version, and a role of our own is all that can have called it: its members are as typed.
  return { head: head as unknown as PeerAnswerHead, rest: bytes.subarray(end + END_OF_HEAD.length) };
}

async function* continued(first: Buffer, source?: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (let next = await source?.next(); next?.done === false; next = await source?.next()) yield next.value;
  } finally {
    await source?.return?.();
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function foreign(): BedrockCallError {
  return new BedrockCallError('not-bedrock', 'peer-answer');
}
