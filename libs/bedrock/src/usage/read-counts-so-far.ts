import type { EventStreamFrame } from '../event-stream/event-stream-frame.js';
import { chunkBytes, parsePayload } from '../event-stream/event-stream-frame.js';
import type { TokenUsage } from '../token-usage.js';
import { fieldsOf, readFields, type CountNames } from './read-fields.js';

type Fields = Readonly<Record<string, unknown>>;

// Anthropic, `message_start` and `message_delta`: the Messages API reference, "Streaming". Output tokens of the former
// are those before anything was said, so they are not read; those of the latter count up to the end.
const MESSAGE_NAMES: CountNames = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_input_tokens',
  cacheWriteTokens: 'cache_creation_input_tokens',
};

// Meta Llama: input in the first chunk, output so far in each. Source: "Meta Llama models" in the Bedrock user guide.
const LLAMA_NAMES: Partial<CountNames> = {
  inputTokens: 'prompt_token_count',
  outputTokens: 'generation_token_count',
};

// Amazon Titan Text: both in each chunk. Source: "Amazon Titan Text models" in the Bedrock user guide.
const TITAN_NAMES: Partial<CountNames> = {
  inputTokens: 'inputTextTokenCount',
  outputTokens: 'totalOutputTextTokenCount',
};

/**
 * The token counts of an invoke stream that ended before Bedrock told them, as far as the model's own chunks do: what the
 * first one says of the input, and the last one of the output. Absent is what neither tells; never throws.
 */
export function readCountsSoFar(first: EventStreamFrame, last: EventStreamFrame): TokenUsage {
  const { outputTokens: _notYet, ...ofInput } = readChunk(first);
  return { ...ofInput, ...readChunk(last) };
}

function readChunk(frame: EventStreamFrame): TokenUsage {
  const chunk = parseChunk(frame);
  switch (chunk['type']) {
    case 'message_start': {
      const { outputTokens: _notYet, ...ofInput } = readFields(fieldsOf(chunk['message'])['usage'], MESSAGE_NAMES);
      return ofInput;
    }
    case 'message_delta':
      return readFields(chunk['usage'], MESSAGE_NAMES);
    default:
      return { ...readFields(chunk, LLAMA_NAMES), ...readFields(chunk, TITAN_NAMES) };
  }
}

function parseChunk(frame: EventStreamFrame): Fields {
  try {
    return parsePayload(chunkBytes(frame)) ?? {};
  } catch {
    return {};
  }
}
