import type { JsonObject } from '../json/json-object.js';
import { jsonAnswer, streamAnswer } from './answer.js';
import type { AnswerHeaders } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { BedrockCall, Operation } from './bedrock-call.js';
import { invalid } from './bedrock-problem.js';
import type { FoundationModel } from './catalogue.js';
import { chunkFrame } from './event-stream-frames.js';
import { complete, digestOf, latencyMs, saidIn } from './families/completion.js';
import type { Usage } from './families/completion.js';
import type { ChatFamily } from './families/model-family.js';
import { modelFamilies } from './families/model-families.js';
import { invokeAction, invokeTrace } from './guardrail/guardrail-trace.js';
import type { GuardedAnswer } from './guardrail/guardrail-trace.js';
import { guardrailInHeaders } from './guardrail/read-guardrail.js';
import { checkThinking } from './read-converse-prompt.js';
import { resolveCallable } from './resolve-model.js';
import { servingHeaders } from './serving-options.js';

/** What a request may say to its guardrail in any model's body; it is Bedrock's, and no model sees it. */
const guardrailMember = 'amazon-bedrock-guardrailConfig';

/** `InvokeModel`: the model's own body in, the model's own body out, token counts in headers. */
export const invokeModel: Operation = (call) => {
  const model = resolveCallable(label(call, 'modelId'), call.profiles);
  const { body, usage } = answerWhole(call, model);
  return jsonAnswer(body, call.requestId, { headers: { ...usageHeaders(usage), ...servingHeaders(call.headers) } });
};

/** `InvokeModelWithResponseStream`: the same in `chunk` events, the last of which carries the metrics. */
export const invokeModelWithResponseStream: Operation = (call) => {
  const model = resolveCallable(label(call, 'modelId'), call.profiles);
  const family = modelFamilies[model.family];
  if (family.kind === 'embedding') throw invalid('The model is unsupported for streaming.');
  const answer = answerChat(call, model, family);
  const { completion } = answer;
  const last = { ...invokeTrace(answer), 'amazon-bedrock-invocationMetrics': invocationMetrics(completion.usage) };
  const frames = chunkFrames(family.chunks(completion), invokeAction(answer), last);
  const headers = { 'x-amzn-bedrock-content-type': 'application/json', ...servingHeaders(call.headers) };
  return streamAnswer(frames, call.requestId, headers);
};

/** What `complete` needs to know of a call; a flood only where the answer is streamed. */
export function questionOf(call: BedrockCall, { id }: FoundationModel): Parameters<typeof complete>[0] {
  const question = { modelId: label(call, 'modelId'), baseModelId: id, body: call.body };
  return call.flood === undefined ? question : { ...question, flood: call.flood };
}

function answerWhole(call: BedrockCall, model: FoundationModel): { body: JsonObject; usage: Usage } {
  const family = modelFamilies[model.family];
  if (family.kind === 'embedding') {
    const { body, inputTokens } = family.embed(jsonBody(call.body), digestOf(call.body));
    return { body, usage: { inputTokens, outputTokens: 0, cache: undefined } };
  }
  // An answer in one piece stays small: a flood is for streams only.
  const { flood: _, ...small } = call;
  const answer = answerChat(small, model, family);
  const body = { ...family.whole(answer.completion), ...invokeAction(answer), ...invokeTrace(answer) };
  return { body, usage: answer.completion.usage };
}

function answerChat(call: BedrockCall, model: FoundationModel, family: ChatFamily): GuardedAnswer {
  const guardrail = guardrailInHeaders(call.headers);
  const { [guardrailMember]: config, ...body } = jsonBody(call.body);
  if (config !== undefined && guardrail === undefined)
    throw invalid(`The request has the field ${guardrailMember} and names no guardrail.`);
  const prompt = checkThinking(family.read(body), model);
  const completion = complete({ ...questionOf(call, model), guarded: guardrail !== undefined }, prompt);
  return { guardrail, input: saidIn(prompt), completion };
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

/** Puts Bedrock's members into each of the model's chunks, and into the last, known only when no other follows. */
function* chunkFrames(payloads: Iterable<JsonObject>, each: JsonObject, last: JsonObject): Generator<Buffer> {
  let index = 0;
  let held: JsonObject | undefined;
  for (const payload of payloads) {
    if (held !== undefined) yield chunkFrame(held, index++);
    held = { ...payload, ...each };
  }
  yield chunkFrame({ ...held, ...last }, index);
}
