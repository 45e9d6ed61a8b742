import type { JsonObject } from '../../json/json-object.js';
import type { Completion } from './completion.js';

/** The assistant's message in content blocks, as Converse and Nova give it. */
export function blockMessage({ text, toolUse }: Completion): JsonObject {
  const tool =
    toolUse === undefined ? [] : [{ toolUse: { toolUseId: toolUse.id, name: toolUse.name, input: toolUse.input } }];
  return { role: 'assistant', content: [{ text }, ...tool] };
}

/** Why an answer in content blocks ended. */
export function blockStopReason({ toolUse }: Completion): string {
  return toolUse === undefined ? 'end_turn' : 'tool_use';
}

/** One event of a stream in content blocks: its name, and what it holds. */
export type BlockEvent = readonly [name: string, payload: JsonObject];

/** The events of a streamed message, from its start to its stop reason; usage follows in a shape of its own. */
export function* blockEvents(completion: Completion): Generator<BlockEvent> {
  yield ['messageStart', { role: 'assistant' }];
  for (const text of completion.words) yield ['contentBlockDelta', { contentBlockIndex: 0, delta: { text } }];
  yield ['contentBlockStop', { contentBlockIndex: 0 }];
  yield* toolEvents(completion);
  yield ['messageStop', { stopReason: blockStopReason(completion) }];
}

function* toolEvents({ toolUse }: Completion): Generator<BlockEvent> {
  if (toolUse === undefined) return;
  const start = { toolUse: { toolUseId: toolUse.id, name: toolUse.name } };
  yield ['contentBlockStart', { contentBlockIndex: 1, start }];
  for (const input of JSON.stringify(toolUse.input).match(/.{1,16}/gsu) ?? []) {
    yield ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input } } }];
  }
  yield ['contentBlockStop', { contentBlockIndex: 1 }];
}
