import type { EventStreamFrame } from '../event-stream/event-stream-frame.js';
import { chunkBytes, parsePayload } from '../event-stream/event-stream-frame.js';
import type { TokenUsage } from '../token-usage.js';
import { readCounts, readFields, type CountNames } from './read-fields.js';

const HEADER_NAMES: CountNames = {
  inputTokens: 'x-amzn-bedrock-input-token-count',
  outputTokens: 'x-amzn-bedrock-output-token-count',
  cacheReadTokens: 'x-amzn-bedrock-cache-read-input-token-count',
  cacheWriteTokens: 'x-amzn-bedrock-cache-write-input-token-count',
};

// Member of the last chunk of an invoke stream, whatever the model: Bedrock adds it to the model's own JSON.
const INVOCATION_METRICS = 'amazon-bedrock-invocationMetrics';
const METRICS_NAMES: CountNames = {
  inputTokens: 'inputTokenCount',
  outputTokens: 'outputTokenCount',
  cacheReadTokens: 'cacheReadInputTokenCount',
  cacheWriteTokens: 'cacheWriteInputTokenCount',
};

// `usage` of a Converse body and of a ConverseStream `metadata` event (TokenUsage in the Bedrock Runtime API reference).
const CONVERSE_NAMES: CountNames = {
  inputTokens: 'inputTokens',
  outputTokens: 'outputTokens',
  cacheReadTokens: 'cacheReadInputTokens',
  cacheWriteTokens: 'cacheWriteInputTokens',
};

/** The token counts in the headers of an answer in one piece. Counts that are no whole numbers are left out. */
export function readHeaderUsage(headers: Readonly<Record<string, string>>): TokenUsage {
  return readCounts(HEADER_NAMES, (name) => {
    const text = headers[name] ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  });
}

/** The token counts in the body of a Converse answer; undefined if it carries none. */
export function readBodyUsage(body: Buffer): TokenUsage | undefined {
  return readUsage(parsePayload(body)?.['usage'], CONVERSE_NAMES);
}

/** The token counts in a frame of a streamed answer; undefined if the frame carries none. */
export function readFrameUsage(frame: EventStreamFrame): TokenUsage | undefined {
  if (frame.eventType === 'chunk') return readChunkUsage(frame);
  if (frame.eventType === 'metadata') return readUsage(parsePayload(frame.payload)?.['usage'], CONVERSE_NAMES);
  return undefined;
}

function readChunkUsage(frame: EventStreamFrame): TokenUsage | undefined {
  try {
    const bytes = chunkBytes(frame);
    // The last chunk of a stream that broke off is text without counts: look before parsing.
    if (!bytes.includes(INVOCATION_METRICS)) return undefined;
    return readUsage(parsePayload(bytes)?.[INVOCATION_METRICS], METRICS_NAMES);
  } catch {
    return undefined;
  }
}

function readUsage(value: unknown, names: CountNames): TokenUsage | undefined {
  return typeof value === 'object' && value !== null ? readFields(value, names) : undefined;
}
