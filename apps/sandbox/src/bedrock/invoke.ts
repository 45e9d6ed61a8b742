import type { JsonObject } from '../json/json-object.js';
import { jsonAnswer, streamAnswer } from './answer.js';
import type { AnswerHeaders } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { BedrockCall, Operation } from './bedrock-call.js';
import { invalid } from './bedrock-problem.js';
import type { FoundationModel } from './catalogue.js';
import { chunkFrame } from './event-stream-frames.js';
import { complete, digestOf, latencyMs } from './families/completion.js';
import type { Usage } from './families/completion.js';
import { modelFamilies } from './families/model-families.js';
import { resolveCallable } from './resolve-model.js';

/** `InvokeModel`: the model's own body in, the model's own body out, token counts in headers. */
export const invokeModel: Operation = (call) => {
  const model = resolveCallable(label(call, 'modelId'), call.profiles);
  const { body, usage } = answerWhole(call, model);
  return jsonAnswer(body, call.requestId, { headers: usageHeaders(usage) });
};

/** `InvokeModelWithResponseStream`: the same in `chunk` events, the last of which carries the metrics. */
export const invokeModelWithResponseStream: Operation = (call) => {
  const model = resolveCallable(label(call, 'modelId'), call.profiles);
  const family = modelFamilies[model.family];
  if (family.kind === 'embedding') throw invalid('The model is unsupported for streaming.');
  const completion = complete(questionOf(call, model), family.read(jsonBody(call.body)));
  const frames = chunkFrames(family.chunks(completion), invocationMetrics(completion.usage));
  return streamAnswer(frames, call.requestId, { 'x-amzn-bedrock-content-type': 'application/json' });
};

/** What `complete` needs to know of a call; a flood only where the answer is streamed. */
export function questionOf(call: BedrockCall, { id }: FoundationModel): Parameters<typeof complete>[0] {
  const question = { modelId: label(call, 'modelId'), baseModelId: id, body: call.body };
  return call.flood === undefined ? question : { ...question, flood: call.flood };
}

function answerWhole(call: BedrockCall, model: FoundationModel): { body: JsonObject; usage: Usage } {
  const family = modelFamilies[model.family];
  const request = jsonBody(call.body);
  if (family.kind === 'embedding') {
    const { body, inputTokens } = family.embed(request, digestOf(call.body));
    return { body, usage: { inputTokens, outputTokens: 0, cache: undefined } };
  }
  // An answer in one piece stays small: a flood is for streams only.
  const { flood: _, ...question } = questionOf(call, model);
  const completion = complete(question, family.read(request));
  return { body: family.whole(completion), usage: completion.usage };
}

function usageHeaders(usage: Usage): AnswerHeaders {
  const cache = usage.cache && {
    'x-amzn-bedrock-cache-read-input-token-count': String(usage.cache.readTokens),
    'x-amzn-bedrock-cache-write-input-token-count': String(usage.cache.writeTokens),
  };
  return {
    'x-amzn-bedrock-input-token-count': String(usage.inputTokens),
    'x-amzn-bedrock-output-token-count': String(usage.outputTokens),
    'x-amzn-bedrock-invocation-latency': String(latencyMs(usage)),
    ...cache,
  };
}

function invocationMetrics(usage: Usage): JsonObject {
  const cache = usage.cache && {
    cacheReadInputTokenCount: usage.cache.readTokens,
    cacheWriteInputTokenCount: usage.cache.writeTokens,
  };
  return {
    inputTokenCount: usage.inputTokens,
    outputTokenCount: usage.outputTokens,
    invocationLatency: latencyMs(usage),
    firstByteLatency: 100,
    ...cache,
  };
}

/** Puts Bedrock's metrics into the last of the model's chunks, which is known only when no other follows. */
function* chunkFrames(payloads: Iterable<JsonObject>, metrics: JsonObject): Generator<Buffer> {
  let index = 0;
  let held: JsonObject | undefined;
  for (const payload of payloads) {
    if (held !== undefined) yield chunkFrame(held, index++);
    held = payload;
  }
  yield chunkFrame({ ...held, 'amazon-bedrock-invocationMetrics': metrics }, index);
}
