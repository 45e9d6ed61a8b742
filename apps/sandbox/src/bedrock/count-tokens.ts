import { objectAt, textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { jsonAnswer } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { Operation } from './bedrock-call.js';
import { invalid } from './bedrock-problem.js';
import type { FoundationModel } from './catalogue.js';
import { countTokens as tokensOf } from './families/completion.js';
import type { Prompt } from './families/completion.js';
import { modelFamilies } from './families/model-families.js';
import { checkThinking, readConversePrompt } from './read-converse-prompt.js';
import { resolveModel } from './resolve-model.js';

/**
 * `CountTokens`: what the same request would cost as input. It runs no model, so a model that needs a profile
 * is counted under its own id too.
 */
export const countTokens: Operation = (call) => {
  const { model } = resolveModel(label(call, 'modelId'), call.profiles);
  if (!model.countsTokens) throw invalid("The provided model doesn't support counting tokens.");
  const prompt = readInput(jsonBody(call.body), model);
  return jsonAnswer({ inputTokens: tokensOf(prompt.text) + tokensOf(prompt.cachedText) }, call.requestId);
};

function readInput(body: JsonObject, model: FoundationModel): Prompt {
  const input = objectAt(body, 'input') ?? {};
  const invoke = objectAt(input, 'invokeModel');
  const converse = objectAt(input, 'converse');
  if ((invoke === undefined) === (converse === undefined)) {
    throw invalid('The input must have exactly one of invokeModel and converse.');
  }
  if (converse !== undefined) return readConversePrompt(converse, model);
  const family = modelFamilies[model.family];
  if (family.kind === 'embedding') throw invalid("The provided model doesn't support counting tokens.");
  const own = jsonBody(Buffer.from(textAt(invoke ?? {}, 'body') ?? '', 'base64'));
  return checkThinking(family.read(own), model);
}
