import { BedrockCallError } from '@app/bedrock';
import type { Route } from '../../route.js';
import { fromPeerFailure } from './peer-failure.js';
import type { PeerAnswer } from './read-peer-answer.js';

/** Of a longer error of Bedrock the sibling keeps no body, and sends none. */
const MAX_ERROR_BODY_BYTES = 64 * 1024;

/** The failure that a sibling's answer tells of; `not-bedrock` where it tells of none. Reads the answer to its end. */
export async function failureOfAnswer({ head: { outcome }, body }: PeerAnswer, route: Route): Promise<Error> {
  const bytes = await collect(body);
  if (outcome.kind !== 'failure' || !bytes) return new BedrockCallError('not-bedrock', 'peer-answer');
  return fromPeerFailure({ failure: outcome.failure, body: bytes }, route);
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ERROR_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
