import { isJsonObject, isWholeNumber, objectAt, objectsAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';
import { malformed } from './check-body.js';
import type { OfferedTool, Prompt } from './completion.js';

interface Message {
  readonly role: string;
  readonly content: readonly JsonObject[];
}

/**
 * Checks and reads a body of messages made of content blocks: Converse, and Nova's own body, which has the same shape.
 *
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 * @throws BedrockProblem `ValidationException`
 */
export function readBlocksPrompt(body: JsonObject): Prompt {
  checkInferenceConfig(body);
  const messages = readMessages(body);
  const toolConfig = objectAt(body, 'toolConfig');
  const usesTools = messages.some(({ content }) =>
    content.some((block) => 'toolUse' in block || 'toolResult' in block),
  );
  if (usesTools && toolConfig === undefined) {
    throw invalid('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
  }
  const lists = [objectsAt(body, 'system'), ...messages.map(({ content }) => content)];
  const last = messages.findLast(({ role }) => role === 'user');
  return {
    text: lists
      .flatMap((blocks) => blocks.slice(cachedLength(blocks)))
      .map(textOf)
      .join(''),
    cachedText: lists
      .flatMap((blocks) => blocks.slice(0, cachedLength(blocks)))
      .map(textOf)
      .join(''),
    lastUserText: last?.content.map(textOf).join(' ').trim() ?? '',
    tool: toolConfig === undefined ? undefined : offeredTool(toolConfig, last?.content ?? []),
  };
}

function checkInferenceConfig(body: JsonObject): void {
  const maxTokens = objectAt(body, 'inferenceConfig')?.['maxTokens'];
  if (maxTokens === undefined || isWholeNumber(maxTokens, 1)) return;
  throw malformed('#/inferenceConfig/maxTokens: expected a whole number of at least 1');
}

function readMessages(body: JsonObject): readonly Message[] {
  const messages = body['messages'];
  if (messages === undefined) throw malformed('#: required key [messages] not found');
  if (!Array.isArray(messages)) throw malformed('#/messages: expected type: JSONArray');
  const read = messages.map((message: unknown, index) => readMessage(message, index));
  if (read[0]?.role !== 'user') {
    throw invalid(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  }
  return read;
}

function readMessage(message: unknown, index: number): Message {
  const at = `#/messages/${index}`;
  if (!isJsonObject(message)) throw malformed(`${at}: expected type: JSONObject`);
  const role = textAt(message, 'role');
  if (role !== 'user' && role !== 'assistant') throw malformed(`${at}/role: ${String(role)} is not a valid enum value`);
  if (!Array.isArray(message['content'])) throw malformed(`${at}/content: expected type: JSONArray`);
  const content = objectsAt(message, 'content');
  if (content.length === 0) {
    throw invalid(
      `The content field in the Message object at messages.${index} is empty. Add a ContentBlock object to the content field and try again.`,
    );
  }
  return { role, content };
}

/** How many blocks of a list stand before its last cache point. */
function cachedLength(blocks: readonly JsonObject[]): number {
  return blocks.findLastIndex((block) => 'cachePoint' in block) + 1;
}

function textOf(block: JsonObject): string {
  const result = objectAt(block, 'toolResult');
  if (result !== undefined) return objectsAt(result, 'content').map(textOf).join(' ');
  return textAt(block, 'text') ?? ('json' in block ? JSON.stringify(block['json']) : '');
}

/** The first tool, until its result has come. */
function offeredTool(toolConfig: JsonObject, lastContent: readonly JsonObject[]): OfferedTool | undefined {
  const spec = objectsAt(toolConfig, 'tools')
    .map((tool) => objectAt(tool, 'toolSpec'))
    .find((found) => found !== undefined);
  const name = spec === undefined ? undefined : textAt(spec, 'name');
  if (spec === undefined || name === undefined)
    throw malformed('#/toolConfig/tools: expected at least one toolSpec with a name');
  if (lastContent.some((block) => 'toolResult' in block)) return undefined;
  const schema = objectAt(objectAt(spec, 'inputSchema') ?? {}, 'json') ?? {};
  return { name, firstProperty: Object.keys(objectAt(schema, 'properties') ?? {})[0] ?? 'text' };
}
