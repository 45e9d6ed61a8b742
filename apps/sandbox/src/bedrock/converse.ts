import type { JsonObject } from '../json/json-object.js';
import { jsonAnswer, streamAnswer } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { BedrockCall, Operation } from './bedrock-call.js';
import type { FoundationModel } from './catalogue.js';
import { eventFrame, paddingAt } from './event-stream-frames.js';
import { blockEvents, blockMessage, blockStopReason } from './families/block-events.js';
import { complete, latencyMs, saidIn } from './families/completion.js';
import type { Completion, Usage } from './families/completion.js';
import { modelFamilies } from './families/model-families.js';
import { converseTrace } from './guardrail/guardrail-trace.js';
import { guardrailInBody } from './guardrail/read-guardrail.js';
import { questionOf } from './invoke.js';
import { readConversePrompt } from './read-converse-prompt.js';
import { resolveCallable } from './resolve-model.js';
import { responseFields } from './response-fields.js';
import { servingMembers } from './serving-options.js';

/** `Converse`: the same bodies for every chat model. */
export const converse: Operation = (call) => {
  const { flood: _, ...small } = call;
  const { completion, extraFields, closing } = answer(small);
  const body = {
    output: { message: blockMessage(completion) },
    stopReason: blockStopReason(completion),
    ...extraFields,
    ...closing,
  };
  return jsonAnswer(body, call.requestId);
};

/** `ConverseStream`: the same as events, usage and metrics last. */
export const converseStream: Operation = (call) => streamAnswer(frames(answer(call)), call.requestId);

/** An answer and what is said about it. */
interface ConverseAnswer {
  readonly completion: Completion;
  /** Fields of the model's own answer; a stream says them with its stop reason. */
  readonly extraFields: JsonObject;
  /** What it cost and how it was served; a stream says it in its last event. */
  readonly closing: JsonObject;
}

function answer(call: BedrockCall): ConverseAnswer {
  const model = resolveCallable(label(call, 'modelId'), call.profiles);
  const body = jsonBody(call.body);
  const prompt = readConversePrompt(body, model);
  const guardrail = guardrailInBody(body);
  const completion = complete({ ...questionOf(call, model), guarded: guardrail !== undefined }, prompt);
  const { usage } = completion;
  const closing = {
    usage: usageOf(usage),
    metrics: { latencyMs: latencyMs(usage) },
    ...converseTrace({ guardrail, input: saidIn(prompt), completion }),
    ...servingMembers(body),
  };
  return { completion, extraFields: responseFields(body, ownAnswer(completion, model)), closing };
}

/** What the model would have said to an invoke request. */
function ownAnswer(completion: Completion, { family: name }: FoundationModel): JsonObject {
  const family = modelFamilies[name];
  return family.kind === 'chat' ? family.whole(completion) : {};
}

function* frames({ completion, extraFields, closing }: ConverseAnswer): Generator<Buffer> {
  let index = 0;
  for (const [name, payload] of blockEvents(completion, extraFields)) {
    yield eventFrame(name, { ...payload, p: paddingAt(index++) });
  }
  yield eventFrame('metadata', { ...closing, p: paddingAt(index) });
}

function usageOf({ inputTokens, outputTokens, cache }: Usage): JsonObject {
  const cached = cache && {
    cacheReadInputTokens: cache.readTokens,
    cacheWriteInputTokens: cache.writeTokens,
    cacheDetails: [{ ttl: cache.ttl, inputTokens: cache.writeTokens }],
  };
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens, ...cached };
}
