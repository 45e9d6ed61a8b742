import type { JsonObject } from '../../json/json-object.js';
import { splitIntoWords, splitJson } from './completion.js';
import type { Completion, ToolUse } from './completion.js';
import type { ChatFamily } from './model-family.js';
import { readClaudePrompt } from './read-claude-prompt.js';
import type { Reasoning } from './thinking.js';

/** Claude's Messages bodies and stream events. */
export const claude: ChatFamily = { kind: 'chat', read: readClaudePrompt, whole, chunks };

/** One content block: in one piece, and as it begins and goes on in a stream. */
interface Block {
  readonly whole: JsonObject;
  readonly start: JsonObject;
  readonly deltas: Iterable<JsonObject>;
}

function whole(completion: Completion): JsonObject {
  const content = blocksOf(completion).map((block) => block.whole);
  // A guardrail knows the form of a message, but nothing of the model that it kept it from.
  if (completion.blocked) return { type: 'message', role: 'assistant', content };
  return { ...envelope(completion), content, stop_reason: stopReason(completion), usage: usageOf(completion) };
}

function* chunks(completion: Completion): Generator<JsonObject> {
  // Output tokens count up to the answer's end: one has been made when the stream begins.
  const message = {
    ...envelope(completion),
    content: [],
    stop_reason: null,
    usage: { ...usageOf(completion), output_tokens: 1 },
  };
  yield { type: 'message_start', message };
  for (const [index, { start, deltas }] of blocksOf(completion).entries()) {
    yield { type: 'content_block_start', index, content_block: start };
    for (const delta of deltas) yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  const delta = { stop_reason: stopReason(completion), stop_sequence: null };
  yield { type: 'message_delta', delta, usage: { output_tokens: completion.usage.outputTokens } };
  yield { type: 'message_stop' };
}

/** Thoughts come first, then the text, then the call of a tool. */
function blocksOf(completion: Completion): readonly Block[] {
  const { reasoning, toolUse } = completion;
  return [
    ...(reasoning === undefined ? [] : [thinkingBlock(reasoning)]),
    textBlock(completion),
    ...(toolUse === undefined ? [] : [toolBlock(toolUse)]),
  ];
}

function thinkingBlock({ text, signature }: Reasoning): Block {
  const type = 'thinking';
  const thoughts = splitIntoWords(text).map((thinking) => ({ type: 'thinking_delta', thinking }));
  return {
    whole: { type, thinking: text, signature },
    start: { type, thinking: '', signature: '' },
    deltas: [...thoughts, { type: 'signature_delta', signature }],
  };
}

function textBlock({ text, words }: Completion): Block {
  return { whole: { type: 'text', text }, start: { type: 'text', text: '' }, deltas: textDeltas(words) };
}

/** Made as they are asked for: a text may be a flood. */
function* textDeltas(words: Iterable<string>): Generator<JsonObject> {
  for (const text of words) yield { type: 'text_delta', text };
}

function toolBlock({ id, name, input }: ToolUse): Block {
  const type = 'tool_use';
  const deltas = splitJson(input).map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
  return { whole: { type, id, name, input }, start: { type, id, name, input: {} }, deltas };
}

function envelope({ baseModelId, digest }: Completion): JsonObject {
  return { id: `msg_bdrk_${digest}`, type: 'message', role: 'assistant', model: baseModelId, stop_sequence: null };
}

function stopReason({ toolUse }: Completion): string {
  return toolUse === undefined ? 'end_turn' : 'tool_use';
}

function usageOf({ usage: { inputTokens, outputTokens, cache } }: Completion): JsonObject {
  const written = (ttl: string): number => (cache?.ttl === ttl ? cache.writeTokens : 0);
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: cache?.writeTokens ?? 0,
    cache_read_input_tokens: cache?.readTokens ?? 0,
    cache_creation: { ephemeral_5m_input_tokens: written('5m'), ephemeral_1h_input_tokens: written('1h') },
    output_tokens: outputTokens,
  };
}
