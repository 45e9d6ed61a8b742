import type { JsonObject } from '../../json/json-object.js';
import { allowOnly, checkNumber, requireText } from './check-body.js';
import type { Completion, Prompt } from './completion.js';
import type { ChatFamily } from './model-family.js';

/** Llama's bodies. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html */
export const llama: ChatFamily = { kind: 'chat', read, whole, chunks };

function read(body: JsonObject): Prompt {
  allowOnly(body, ['prompt', 'temperature', 'top_p', 'max_gen_len', 'images']);
  checkNumber(body, 'temperature', [0, 1]);
  checkNumber(body, 'top_p', [0, 1]);
  checkNumber(body, 'max_gen_len', [1, 8192]);
  const text = requireText(body, 'prompt');
  return { text, cachedText: '', lastUserText: lastUserText(text), tool: undefined };
}

/** What stands between the last user header and its end mark; a prompt without Llama's marks is all user. */
function lastUserText(prompt: string): string {
  const [, ...turns] = prompt.split(/<\|(?:start_header_id|header_start)\|>user<\|(?:end_header_id|header_end)\|>/);
  return (turns.at(-1) ?? prompt).split(/<\|eot(?:_id)?\|>/)[0]?.trim() ?? '';
}

function whole({ text, usage }: Completion): JsonObject {
  return {
    generation: text,
    prompt_token_count: usage.inputTokens,
    generation_token_count: usage.outputTokens,
    stop_reason: 'stop',
  };
}

function* chunks({ words, usage }: Completion): Generator<JsonObject> {
  let count = 0;
  for (const generation of words) {
    count += 1;
    // Only the first chunk tells the length of the prompt.
    const prompt_token_count = count === 1 ? usage.inputTokens : null;
    yield { generation, prompt_token_count, generation_token_count: count, stop_reason: null };
  }
  yield { generation: '', prompt_token_count: null, generation_token_count: usage.outputTokens, stop_reason: 'stop' };
}
