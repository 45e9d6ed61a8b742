import type { JsonObject } from '../../json/json-object.js';
import type { Completion, ToolUse } from './completion.js';
import { splitIntoWords, splitJson } from './completion.js';
import type { Reasoning } from './thinking.js';

/** One content block, in one piece and as it is streamed. */
interface Block {
  readonly whole: JsonObject;
  /** Said at its beginning; only blocks of tools have something to say then. */
  readonly start?: JsonObject;
  readonly deltas: Iterable<JsonObject>;
}

/** The assistant's message in content blocks, as Converse and Nova give it. */
export function blockMessage(completion: Completion): JsonObject {
  return { role: 'assistant', content: blocksOf(completion).map(({ whole }) => whole) };
}

/** Why an answer in content blocks ended. */
export function blockStopReason({ toolUse, blocked }: Completion): string {
  if (blocked) return 'guardrail_intervened';
  return toolUse === undefined ? 'end_turn' : 'tool_use';
}

/** One event of a stream in content blocks: its name, and what it holds. */
export type BlockEvent = readonly [name: string, payload: JsonObject];

/**
 * The events of a streamed message, from its start to its stop reason; usage follows in a shape of its own.
 * @param stopMembers what else the last of them says
 */
export function* blockEvents(completion: Completion, stopMembers: JsonObject = {}): Generator<BlockEvent> {
  yield ['messageStart', { role: 'assistant' }];
  for (const [contentBlockIndex, { start, deltas }] of blocksOf(completion).entries()) {
    if (start !== undefined) yield ['contentBlockStart', { contentBlockIndex, start }];
    for (const delta of deltas) yield ['contentBlockDelta', { contentBlockIndex, delta }];
    yield ['contentBlockStop', { contentBlockIndex }];
  }
  yield ['messageStop', { stopReason: blockStopReason(completion), ...stopMembers }];
}

/** Thoughts come first, then the text, then the call of a tool. */
function blocksOf(completion: Completion): readonly Block[] {
  const { reasoning, toolUse } = completion;
  return [
    ...(reasoning === undefined ? [] : [reasoningBlock(reasoning)]),
    textBlock(completion),
    ...(toolUse === undefined ? [] : [toolBlock(toolUse)]),
  ];
}

function reasoningBlock({ text, signature }: Reasoning): Block {
  const deltas = [...splitIntoWords(text).map((piece) => ({ text: piece })), { signature }];
  return {
    whole: { reasoningContent: { reasoningText: { text, signature } } },
    deltas: deltas.map((reasoningContent) => ({ reasoningContent })),
  };
}

function textBlock({ text, words }: Completion): Block {
  return { whole: { text }, deltas: eachAs('text', words) };
}

function toolBlock({ id: toolUseId, name, input }: ToolUse): Block {
  return {
    whole: { toolUse: { toolUseId, name, input } },
    start: { toolUse: { toolUseId, name } },
    deltas: splitJson(input).map((piece) => ({ toolUse: { input: piece } })),
  };
}

/** A delta for each piece, made when it is asked for: a text may be a flood. */
function* eachAs(key: string, pieces: Iterable<string>): Generator<JsonObject> {
  for (const piece of pieces) yield { [key]: piece };
}
