import { objectAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { invalid } from './bedrock-problem.js';
import type { FoundationModel } from './catalogue.js';
import { malformed } from './families/check-body.js';
import { forcesTool } from './families/choose-tool.js';
import type { Prompt } from './families/completion.js';
import { readBlocksPrompt, toolChoiceOf } from './families/read-blocks-prompt.js';
import { readThinking } from './families/thinking.js';
import type { Thinking } from './families/thinking.js';

/**
 * Checks and reads a Converse body for the model that is to answer it.
 * @throws BedrockProblem `ValidationException`, also for what this model cannot do
 */
export function readConversePrompt(body: JsonObject, model: FoundationModel): Prompt {
  if (!model.chat) {
    throw invalid(
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    );
  }
  if (body['toolConfig'] !== undefined && !model.tools) throw invalid("This model doesn't support tool use.");
  const prompt = readBlocksPrompt(body);
  if (prompt.hasImages === true && !model.images)
    throw invalid("This model doesn't support the image content block that you provided.");
  return checkThinking({ ...prompt, thinking: thinkingIn(body, model) }, model);
}

/**
 * Lets a prompt pass that asks for no more thinking than the model does.
 * @throws BedrockProblem `ValidationException`
 */
export function checkThinking(prompt: Prompt, { id, thinks }: FoundationModel): Prompt {
  if (prompt.thinking !== undefined && !thinks) throw invalid(`'${id}' does not support thinking.`);
  return prompt;
}

/** Claude's own parameter, which Converse hands through; other models do not know it. */
function thinkingIn(body: JsonObject, { family }: FoundationModel): Thinking | undefined {
  const fields = objectAt(body, 'additionalModelRequestFields') ?? {};
  if (family !== 'claude' && 'thinking' in fields) throw malformed('#: extraneous key [thinking] is not permitted');
  const maxTokens = objectAt(body, 'inferenceConfig')?.['maxTokens'];
  return readThinking(fields, { maxTokens, forcesTool: forcesTool(toolChoiceOf(body)) });
}
