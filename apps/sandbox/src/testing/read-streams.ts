import type { ConverseStreamOutput, ResponseStream } from '@aws-sdk/client-bedrock-runtime';
import { readJson } from './messages.js';

/** Every event of a Converse stream. */
export async function readEvents(
  stream: AsyncIterable<ConverseStreamOutput> | undefined,
): Promise<ConverseStreamOutput[]> {
  const events = [];
  for await (const event of stream ?? []) events.push(event);
  return events;
}

/** The JSON in every chunk of an invoke stream. */
export async function readChunks(
  stream: AsyncIterable<ResponseStream> | undefined,
): Promise<Record<string, unknown>[]> {
  const chunks = [];
  for await (const event of stream ?? []) chunks.push(readJson(event.chunk?.bytes));
  return chunks;
}
