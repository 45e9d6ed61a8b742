import { BedrockCallError } from '../errors.js';
import type { BedrockReply } from '../model-invoker.js';

/** Catalogues have some hundred kilobytes; what is far beyond that is no catalogue. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Reads a whole JSON answer of Bedrock's control plane, 8 MiB at most.
 *
 * @throws {BedrockCallError} `not-bedrock` if it is no JSON object or too long; the body's own error if it breaks off.
 */
export async function readJsonReply({ body }: Pick<BedrockReply, 'body'>): Promise<object> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Throwing out of the loop destroys the body, which frees its connection.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new BedrockCallError('not-bedrock', 'answer-too-long');
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks).toString('utf8'));
}

function parseObject(text: string): object {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Falls through: what does not parse is not Bedrock's.
  }
  throw new BedrockCallError('not-bedrock', 'answer-not-json');
}
