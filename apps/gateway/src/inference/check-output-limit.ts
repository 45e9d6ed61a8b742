import type { BedrockOperation, BedrockRequest } from '@app/bedrock';
import { OutputLimitError } from '../problems/errors.js';
import { listOutputLimits } from './list-output-limits.js';
import { readJsonObject } from './read-json-object.js';
import { sliceJsonMembers } from './slice-json-member.js';

/** The one field that every model behind Converse heeds. */
const OF_CONVERSE = 'inferenceConfig.maxTokens';

/** By operation: the field that has to be there, if one has to. Operations that are not named answer with no tokens. */
const OPERATIONS: ReadonlyMap<BedrockOperation, { readonly field?: string }> = new Map([
  ['InvokeModel', {}],
  ['InvokeModelWithResponseStream', {}],
  ['Converse', { field: OF_CONVERSE }],
  ['ConverseStream', { field: OF_CONVERSE }],
]);

/** A prompt of the commercial account has a limit of its own, and a request for it cannot name another. */
const PROMPT_ARN = /^arn:[^:]*:bedrock:[^:]*:[^:]*:prompt\//;

/**
 * Holds what a request asks a model for against the operator's ceiling. The body is only read: what passes goes on byte
 * for byte. Without a ceiling nothing is even parsed.
 *
 * A request that names no limit gets the model's own, which may be any: it is refused, unless no limit could be named.
 *
 * @throws {OutputLimitError} for a limit over the ceiling, for one that is no whole number from 1, and for none.
 * @throws {RequestInvalidError} for a body that is no JSON object: nobody knows what it asks for.
 */
export function checkOutputLimit(call: BedrockRequest, maxOutputTokens: number | undefined): void {
  const operation = OPERATIONS.get(call.operation);
  if (maxOutputTokens === undefined || operation === undefined) return;
  const { text } = readJsonObject(call.body ?? new Uint8Array());
  const members = sliceJsonMembers(text);
  const limits = listOutputLimits(members);
  const unfit = limits.find(({ value }) => !isWithin(value, maxOutputTokens));
  if (unfit) throw new OutputLimitError(maxOutputTokens, unfit.field);
  const { field: needed } = operation;
  const isNamed = limits.some(({ field }) => needed === undefined || field === needed);
  const names = members.map(({ name }) => name);
  if (!isNamed && canBeNamed(call, names)) throw new OutputLimitError(maxOutputTokens, needed);
}

/** 0 is none, too: there are models that take it for "not set", as others do -1. */
function isWithin(value: string, maxOutputTokens: number): boolean {
  const limit: unknown = JSON.parse(value);
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= maxOutputTokens;
}

/**
 * Models that converse or stream write text, and take a limit. An answer in one piece may be an image or an embedding,
 * whose models refuse any such field; by the body alone, only a conversation is sure to be for none of them.
 */
function canBeNamed({ operation, modelId = '' }: BedrockRequest, names: readonly string[]): boolean {
  if (PROMPT_ARN.test(modelId)) return false;
  return operation !== 'InvokeModel' || names.includes('messages');
}
