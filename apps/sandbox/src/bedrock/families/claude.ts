import type { JsonObject } from '../../json/json-object.js';
import type { Completion, ToolUse } from './completion.js';
import type { ChatFamily } from './model-family.js';
import { readClaudePrompt } from './read-claude-prompt.js';

/** Claude's Messages bodies and stream events. */
export const claude: ChatFamily = { kind: 'chat', read: readClaudePrompt, whole, chunks };

function whole(completion: Completion): JsonObject {
  const { text, toolUse } = completion;
  const content = [{ type: 'text', text }, ...(toolUse === undefined ? [] : [toolBlock(toolUse, toolUse.input)])];
  return { ...envelope(completion), content, stop_reason: stopReason(completion), usage: usageOf(completion) };
}

function* chunks(completion: Completion): Generator<JsonObject> {
  const { usage, words, toolUse } = completion;
  // Output tokens count up to the answer's end: one has been made when the stream begins.
  const message = {
    ...envelope(completion),
    content: [],
    stop_reason: null,
    usage: { ...usageOf(completion), output_tokens: 1 },
  };
  yield { type: 'message_start', message };
  yield { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  for (const text of words) yield { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } };
  yield { type: 'content_block_stop', index: 0 };
  if (toolUse !== undefined) yield* toolChunks(toolUse);
  const delta = { stop_reason: stopReason(completion), stop_sequence: null };
  yield { type: 'message_delta', delta, usage: { output_tokens: usage.outputTokens } };
  yield { type: 'message_stop' };
}

function* toolChunks(toolUse: ToolUse): Generator<JsonObject> {
  yield { type: 'content_block_start', index: 1, content_block: toolBlock(toolUse, {}) };
  for (const partial of JSON.stringify(toolUse.input).match(/.{1,16}/gsu) ?? []) {
    yield { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: partial } };
  }
  yield { type: 'content_block_stop', index: 1 };
}

function envelope({ baseModelId, digest }: Completion): JsonObject {
  return { id: `msg_bdrk_${digest}`, type: 'message', role: 'assistant', model: baseModelId, stop_sequence: null };
}

function toolBlock({ id, name }: ToolUse, input: JsonObject): JsonObject {
  return { type: 'tool_use', id, name, input };
}

function stopReason({ toolUse }: Completion): string {
  return toolUse === undefined ? 'end_turn' : 'tool_use';
}

function usageOf({ usage }: Completion): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cache?.writeTokens ?? 0,
    cache_read_input_tokens: usage.cache?.readTokens ?? 0,
    output_tokens: usage.outputTokens,
  };
}
