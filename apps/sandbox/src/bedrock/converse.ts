import type { JsonObject } from '../json/json-object.js';
import { jsonAnswer, streamAnswer } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { BedrockCall, Operation } from './bedrock-call.js';
import { invalid } from './bedrock-problem.js';
import { eventFrame, paddingAt } from './event-stream-frames.js';
import { blockEvents, blockMessage, blockStopReason } from './families/block-events.js';
import { complete, latencyMs } from './families/completion.js';
import type { Completion, Usage } from './families/completion.js';
import { readBlocksPrompt } from './families/read-blocks-prompt.js';
import { questionOf } from './invoke.js';
import { resolveCallable } from './resolve-model.js';

/** `Converse`: the same bodies for every chat model. */
export const converse: Operation = (call) => {
  const { flood: _, ...small } = call;
  const completion = answer(small);
  const body = {
    output: { message: blockMessage(completion) },
    stopReason: blockStopReason(completion),
    usage: usageOf(completion.usage),
    metrics: { latencyMs: latencyMs(completion.usage) },
  };
  return jsonAnswer(body, call.requestId);
};

/** `ConverseStream`: the same as events, usage and metrics last. */
export const converseStream: Operation = (call) => streamAnswer(frames(answer(call)), call.requestId);

function answer(call: BedrockCall): Completion {
  const model = resolveCallable(label(call, 'modelId'), call.profiles);
  if (!model.chat) {
    throw invalid(
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    );
  }
  const body = jsonBody(call.body);
  if (body['toolConfig'] !== undefined && !model.tools) throw invalid("This model doesn't support tool use.");
  return complete(questionOf(call, model), readBlocksPrompt(body));
}

function* frames(completion: Completion): Generator<Buffer> {
  let index = 0;
  for (const [name, payload] of blockEvents(completion)) yield eventFrame(name, { ...payload, p: paddingAt(index++) });
  const { usage } = completion;
  const metadata = { usage: usageOf(usage), metrics: { latencyMs: latencyMs(usage) }, p: paddingAt(index) };
  yield eventFrame('metadata', metadata);
}

function usageOf({ inputTokens, outputTokens, cache }: Usage): JsonObject {
  const cached = cache && {
    cacheReadInputTokens: cache.readTokens,
    cacheWriteInputTokens: cache.writeTokens,
  };
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, ...cached };
}
