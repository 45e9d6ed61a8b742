import { RequestInvalidError } from '../problems/errors.js';
import { sliceJsonMembers } from './slice-json-member.js';

/** A member of a JSON object: its name decoded, its value as it stands in the text. */
type Member = ReturnType<typeof sliceJsonMembers>[number];

/** One limit that a body sets on the tokens of its answer. */
export interface OutputLimit {
  /** Where it stands, e.g. `inferenceConfig.maxTokens`. */
  readonly field: string;
  /** Its JSON text. */
  readonly value: string;
}

/**
 * What models call the most tokens of an answer. Source: the inference parameters of each model in the Bedrock user
 * guide; `max_new_tokens` is that of Marketplace endpoints, too.
 */
const LIMITS: ReadonlySet<string> = new Set([
  'max_tokens',
  'max_completion_tokens',
  'max_tokens_to_sample',
  'max_gen_len',
  'max_new_tokens',
  'maxTokens',
  'maxTokenCount',
  'maxOutputTokens',
]);

/** The objects that some models, and Converse, keep it in. The last may hold any of the others. */
const HOLDERS: ReadonlySet<string> = new Set([
  'inferenceConfig',
  'textGenerationConfig',
  'parameters',
  'additionalModelRequestFields',
]);
const MOST_HOLDERS = 2;

/**
 * Every limit that a body names. Known names in known places only, for prompts and tools may hold JSON with the same
 * names.
 *
 * @param members of the whole body.
 * @throws {RequestInvalidError} if there is no telling what Bedrock makes of it: of a limit or a holder that is there
 *   twice it may heed either, and a holder may be no object.
 */
export function listOutputLimits(members: readonly Member[], holders: readonly string[] = []): OutputLimit[] {
  const seen = new Set<string>();
  return members.flatMap(({ name, value }) => {
    if (!LIMITS.has(name) && !HOLDERS.has(name)) return [];
    const path = [...holders, name];
    if (seen.has(name)) throw new RequestInvalidError({ [path.join('.')]: 'is given more than once' });
    seen.add(name);
    if (LIMITS.has(name)) return { field: path.join('.'), value };
    return holders.length < MOST_HOLDERS ? limitsHeldBy(value, path) : [];
  });
}

function limitsHeldBy(value: string, path: readonly string[]): OutputLimit[] {
  if (value.startsWith('{')) return listOutputLimits(sliceJsonMembers(value), path);
  if (value === 'null') return [];
  throw new RequestInvalidError({ [path.join('.')]: 'must be an object' });
}
