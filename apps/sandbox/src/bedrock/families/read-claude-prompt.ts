import { isJsonObject, isWholeNumber, objectAt, objectsAt, textAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';
import { chooseTool, forcesTool } from './choose-tool.js';
import type { OfferedTool, ToolChoice } from './choose-tool.js';
import type { Prompt } from './completion.js';
import { checkClaudeBlock, claudeMediaLabel } from './check-claude-block.js';
import { readThinking } from './thinking.js';

/**
 * The members of a Messages body on Bedrock. `model` and `stream` are not among them: the path says both.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
const members = new Set([
  'anthropic_version',
  'anthropic_beta',
  'max_tokens',
  'messages',
  'system',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'context_management',
  'output_config',
]);

/**
 * Checks and reads the body of a Claude model.
 * @throws BedrockProblem `ValidationException`
 */
export function readClaudePrompt(body: JsonObject): Prompt {
  checkMembers(body);
  const messages = readMessages(body);
  const blocks = [
    ...blocksOf(body['system']),
    ...messages.flatMap(({ content }) => content),
    ...objectsAt(body, 'tools'),
  ];
  const last = messages.findLast(({ role }) => role === 'user');
  return {
    text: blocks
      .filter((block) => !isCached(block))
      .map(textOf)
      .join(''),
    cachedText: blocks.filter(isCached).map(textOf).join(''),
    lastUserText: last?.content.map(textOf).join(' ').trim() ?? '',
    tool: toolToCall(body, last?.content ?? []),
    thinking: readThinking(body, { maxTokens: body['max_tokens'], forcesTool: forcesTool(toolChoiceOf(body)) }),
    cacheTtl: blocks.some((block) => objectAt(block, 'cache_control')?.['ttl'] === '1h') ? '1h' : '5m',
  };
}

/** AWS's own name for the version, and what `@anthropic-ai/bedrock-sdk` sends since 1.0.0. */
const VERSIONS: ReadonlySet<unknown> = new Set(['bedrock-2023-05-31', '2026-10-21']);

function checkMembers(body: JsonObject): void {
  const extra = Object.keys(body).find((key) => !members.has(key));
  if (extra !== undefined) throw invalid(`${extra}: Extra inputs are not permitted`);
  if (body['anthropic_version'] === undefined) throw invalid('anthropic_version: Field required');
  if (!VERSIONS.has(body['anthropic_version']))
    throw invalid("anthropic_version: Input should be 'bedrock-2023-05-31'");
  if (body['max_tokens'] === undefined) throw invalid('max_tokens: Field required');
  if (!isWholeNumber(body['max_tokens'], 1)) throw invalid('max_tokens: Input should be greater than or equal to 1');
}

interface Message {
  readonly role: string;
  readonly content: readonly JsonObject[];
}

function readMessages(body: JsonObject): readonly Message[] {
  const messages = body['messages'];
  if (messages === undefined) throw invalid('messages: Field required');
  if (!Array.isArray(messages)) throw invalid('messages: Input should be a valid list');
  if (messages.length === 0) throw invalid('messages: at least one message is required');
  const read = messages.map((message: unknown, index) => readMessage(message, index));
  if (read[0]?.role !== 'user') throw invalid('messages: first message must use the "user" role');
  return read;
}

function readMessage(message: unknown, index: number): Message {
  const at = `messages.${index}`;
  if (!isJsonObject(message)) throw invalid(`${at}: Input should be a valid dictionary`);
  const role = textAt(message, 'role');
  if (role !== 'user' && role !== 'assistant') throw invalid(`${at}.role: Input should be 'user' or 'assistant'`);
  const given = message['content'];
  if (typeof given !== 'string' && !Array.isArray(given)) throw invalid(`${at}.content: Input should be a valid list`);
  if (given.length === 0) throw invalid(`${at}: all messages must have non-empty content`);
  const content = blocksOf(given);
  if (!content.every((block) => typeof block['type'] === 'string'))
    throw invalid(`${at}.content.0.type: Field required`);
  for (const [place, block] of content.entries()) checkClaudeBlock(block, `${at}.content.${place}`);
  return { role, content };
}

/** Content is a text or a list of blocks; a text is one block. */
function blocksOf(content: unknown): readonly JsonObject[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.map((block: unknown) => (isJsonObject(block) ? block : {})) : [];
}

function textOf(block: JsonObject): string {
  if (block['type'] === 'tool_result') return blocksOf(block['content']).map(textOf).join(' ');
  return claudeMediaLabel(block) ?? textAt(block, 'text') ?? textAt(block, 'description') ?? '';
}

function isCached(block: JsonObject): boolean {
  return objectAt(block, 'cache_control') !== undefined;
}

function toolToCall(body: JsonObject, lastContent: readonly JsonObject[]): OfferedTool | undefined {
  const tools = objectsAt(body, 'tools').flatMap(offeredTool);
  const hasResult = lastContent.some((block) => block['type'] === 'tool_result');
  return chooseTool(tools, toolChoiceOf(body), hasResult);
}

function offeredTool(tool: JsonObject): readonly OfferedTool[] {
  const name = textAt(tool, 'name');
  const properties = objectAt(objectAt(tool, 'input_schema') ?? {}, 'properties') ?? {};
  return name === undefined ? [] : [{ name, firstProperty: Object.keys(properties)[0] ?? 'text' }];
}

function toolChoiceOf(body: JsonObject): ToolChoice {
  const choice = objectAt(body, 'tool_choice') ?? { type: 'auto' };
  const type = textAt(choice, 'type');
  if (type === 'tool') return { kind: type, name: textAt(choice, 'name') ?? '' };
  if (type === 'auto' || type === 'any' || type === 'none') return { kind: type };
  throw invalid("tool_choice: Input tag does not match any of the expected tags: 'any', 'auto', 'none', 'tool'");
}
