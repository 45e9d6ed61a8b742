import type { JsonObject } from '../../json/json-object.js';
import { allowOnly, checkNumber, requireText } from './check-body.js';
import type { Completion, Prompt } from './completion.js';
import type { ChatFamily } from './model-family.js';

/** Mistral's completion bodies. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html */
export const mistral: ChatFamily = { kind: 'chat', read, whole, chunks };

function read(body: JsonObject): Prompt {
  allowOnly(body, ['prompt', 'max_tokens', 'stop', 'temperature', 'top_p', 'top_k']);
  checkNumber(body, 'max_tokens', [1, 8192]);
  checkNumber(body, 'temperature', [0, 1]);
  checkNumber(body, 'top_p', [0, 1]);
  const text = requireText(body, 'prompt');
  return { text, cachedText: '', lastUserText: lastInstruction(text), tool: undefined };
}

/** What stands in the last `[INST]` pair; a prompt without one is all user. */
function lastInstruction(prompt: string): string {
  const instructions = [...prompt.matchAll(/\[INST\](.*?)\[\/INST\]/gs)];
  return (instructions.at(-1)?.[1] ?? prompt).trim();
}

function whole({ text }: Completion): JsonObject {
  return { outputs: [{ text, stop_reason: 'stop' }] };
}

function* chunks({ words }: Completion): Generator<JsonObject> {
  for (const text of words) yield { outputs: [{ text, stop_reason: null }] };
  yield { outputs: [{ text: '', stop_reason: 'stop' }] };
}
