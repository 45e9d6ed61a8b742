import { createHash } from 'node:crypto';
import { isWholeNumber, objectAt } from '../../json/json-object.js';
import type { JsonObject } from '../../json/json-object.js';
import { invalid } from '../bedrock-problem.js';

/** Whether an answer shows what the model thought, or has the signature of it only. */
export type Thinking = 'shown' | 'omitted';

/** What a model thought, and the proof that it did. */
export interface Reasoning {
  readonly text: string;
  readonly signature: string;
}

const kinds: ReadonlySet<unknown> = new Set(['adaptive', 'disabled', 'enabled']);
/** https://docs.claude.com/en/docs/build-with-claude/extended-thinking */
const minBudgetTokens = 1024;

/**
 * Reads Claude's `thinking` parameter; undefined when the model is not to think.
 * @param fields where the parameter stands: a Messages body, or Converse's additional fields
 * @param limits what else of the request it depends on
 * @throws BedrockProblem `ValidationException`
 */
export function readThinking(
  fields: JsonObject,
  limits: { readonly maxTokens: unknown; readonly forcesTool: boolean },
): Thinking | undefined {
  const thinking = objectAt(fields, 'thinking');
  if (thinking === undefined) return undefined;
  const { type, budget_tokens: budgetTokens, display } = thinking;
  if (!kinds.has(type))
    throw invalid("thinking: Input tag does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'");
  if (type === 'disabled') return undefined;
  if (type === 'enabled') checkBudget(budgetTokens, limits.maxTokens);
  if (limits.forcesTool) throw invalid('Thinking may not be enabled when tool_choice forces tool use.');
  return display === 'omitted' ? 'omitted' : 'shown';
}

/** What the model thought of a question: always the same of the same one. */
export function reasonAbout(question: string, thinking: Thinking): Reasoning {
  const text = thinking === 'shown' ? `Thinking about: ${question}` : '';
  return { text, signature: signatureOf(text) };
}

/**
 * Checks thoughts that a request hands back: the service refuses those that it has not signed.
 * @param at where the block stands, such as `messages.1.content.0`
 * @throws BedrockProblem `ValidationException`
 */
export function checkSignature(text: string, signature: string, at: string): void {
  if (signature !== signatureOf(text)) throw invalid(`${at}: Invalid \`signature\` in \`thinking\` block`);
}

/** It keeps no secret: it only tells that a text came from here and was not changed on its way. */
function signatureOf(text: string): string {
  return createHash('sha256').update('thought here: ').update(text).digest('base64');
}

function checkBudget(budgetTokens: unknown, maxTokens: unknown): void {
  if (!isWholeNumber(budgetTokens, minBudgetTokens))
    throw invalid(`thinking.enabled.budget_tokens: Input should be greater than or equal to ${minBudgetTokens}`);
  if (typeof maxTokens === 'number' && maxTokens <= budgetTokens)
    throw invalid('`max_tokens` must be greater than `thinking.budget_tokens`.');
}
