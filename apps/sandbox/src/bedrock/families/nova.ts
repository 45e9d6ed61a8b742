import type { JsonObject } from '../../json/json-object.js';
import { blockEvents, blockMessage, blockStopReason } from './block-events.js';
import { allowOnly } from './check-body.js';
import type { Completion, Prompt, Usage } from './completion.js';
import type { ChatFamily } from './model-family.js';
import { readBlocksPrompt } from './read-blocks-prompt.js';

/** Nova's own bodies. https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html */
export const nova: ChatFamily = { kind: 'chat', read, whole, chunks };

function read(body: JsonObject): Prompt {
  allowOnly(body, [
    'schemaVersion',
    'messages',
    'system',
    'inferenceConfig',
    'toolConfig',
    'additionalModelRequestFields',
  ]);
  return readBlocksPrompt(body);
}

function whole(completion: Completion): JsonObject {
  return {
    output: { message: blockMessage(completion) },
    stopReason: blockStopReason(completion),
    usage: usageOf(completion.usage),
  };
}

function* chunks(completion: Completion): Generator<JsonObject> {
  for (const [name, payload] of blockEvents(completion)) yield { [name]: payload };
  yield { metadata: { usage: usageOf(completion.usage), metrics: {}, trace: {} } };
}

function usageOf({ inputTokens, outputTokens, cache }: Usage): JsonObject {
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    cacheReadInputTokenCount: cache?.readTokens ?? 0,
    cacheWriteInputTokenCount: cache?.writeTokens ?? 0,
  };
}
