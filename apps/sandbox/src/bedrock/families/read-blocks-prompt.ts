import { isJsonObject, isWholeNumber, objectAt, objectsAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';
import { checkMedia, mediaLabel } from './check-media.js';
import { malformed } from './check-body.js';
import { chooseTool } from './choose-tool.js';
import type { OfferedTool, ToolChoice } from './choose-tool.js';
import type { Prompt } from './completion.js';
import { checkSignature } from './thinking.js';

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
    tool: toolConfig === undefined ? undefined : toolToCall(toolConfig, last?.content ?? []),
    cacheTtl: lists.flat().some(isCachedForAnHour) ? '1h' : '5m',
    hasImages: messages.some(({ content }) => content.some((block) => 'image' in block)),
  };
}

/** What Converse's `toolChoice` asks for; nothing leaves it to the model. */
export function toolChoiceOf(body: JsonObject): ToolChoice {
  const choice = objectAt(objectAt(body, 'toolConfig') ?? {}, 'toolChoice') ?? {};
  const named = objectAt(choice, 'tool');
  if (named !== undefined) return { kind: 'tool', name: textAt(named, 'name') ?? '' };
  return { kind: 'any' in choice ? 'any' : 'auto' };
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
  checkMedia(content, role, `messages.${index}`);
  for (const [place, block] of content.entries()) checkReasoning(block, `messages.${index}.content.${place}`);
  return { role, content };
}

/** What an assistant's message says it thought must be what it was given. */
function checkReasoning(block: JsonObject, at: string): void {
  const reasoning = objectAt(objectAt(block, 'reasoningContent') ?? {}, 'reasoningText');
  if (reasoning === undefined) return;
  checkSignature(textAt(reasoning, 'text') ?? '', textAt(reasoning, 'signature') ?? '', at);
}

/** How many blocks of a list stand before its last cache point. */
function cachedLength(blocks: readonly JsonObject[]): number {
  return blocks.findLastIndex((block) => 'cachePoint' in block) + 1;
}

function textOf(block: JsonObject): string {
  const result = objectAt(block, 'toolResult');
  if (result !== undefined) return objectsAt(result, 'content').map(textOf).join(' ');
  const guarded = objectAt(objectAt(block, 'guardContent') ?? {}, 'text');
  if (guarded !== undefined) return textAt(guarded, 'text') ?? '';
  return mediaLabel(block) ?? textAt(block, 'text') ?? ('json' in block ? JSON.stringify(block['json']) : '');
}

function isCachedForAnHour(block: JsonObject): boolean {
  return objectAt(block, 'cachePoint')?.['ttl'] === '1h';
}

function toolToCall(toolConfig: JsonObject, lastContent: readonly JsonObject[]): OfferedTool | undefined {
  const tools = objectsAt(toolConfig, 'tools').flatMap((tool) => offeredTool(objectAt(tool, 'toolSpec')));
  if (tools.length === 0) throw malformed('#/toolConfig/tools: expected at least one toolSpec with a name');
  const hasResult = lastContent.some((block) => 'toolResult' in block);
  return chooseTool(tools, toolChoiceOf({ toolConfig }), hasResult);
}

/** A tool, or nothing for what stands between tools, such as a cache point. */
function offeredTool(spec: JsonObject | undefined): readonly OfferedTool[] {
  const name = spec === undefined ? undefined : textAt(spec, 'name');
  if (spec === undefined || name === undefined) return [];
  const schema = objectAt(objectAt(spec, 'inputSchema') ?? {}, 'json') ?? {};
  return [{ name, firstProperty: Object.keys(objectAt(schema, 'properties') ?? {})[0] ?? 'text' }];
}
