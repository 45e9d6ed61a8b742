import type { JsonObject } from '../../json/json-object.js';
import type { Completion } from '../families/completion.js';
import { actionReason, assess } from './assess.js';
import type { Guardrail } from './read-guardrail.js';

/** A guardrail that was passed or not, and what it read. */
export interface GuardedAnswer {
  readonly guardrail: Guardrail | undefined;
  /** Everything that the request said. */
  readonly input: string;
  readonly completion: Completion;
}

/** `trace` of a Converse answer, when it was asked for: a `ConverseTrace` of the SDK. */
export function converseTrace({ guardrail, input, completion }: GuardedAnswer): JsonObject {
  if (guardrail === undefined || !guardrail.traced) return {};
  const { id } = guardrail;
  const { text, blocked } = completion;
  const trace = {
    inputAssessment: { [id]: assess(guardrail, input) },
    // What was blocked on its way in, no model has answered.
    ...(blocked ? {} : { outputAssessments: { [id]: [assess(guardrail, text)] } }),
    actionReason: actionReason(blocked),
  };
  return { trace: { guardrail: trace } };
}

/**
 * What a guardrail adds to each chunk of a model's own answer; an answer in one piece has it beside the trace.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-invoke-model.html
 */
export function invokeAction({ guardrail, completion }: GuardedAnswer): JsonObject {
  if (guardrail === undefined) return {};
  return { 'amazon-bedrock-guardrailAction': completion.blocked ? 'INTERVENED' : 'NONE' };
}

/** The trace in a model's own answer, or in its last chunk, when it was asked for; from the same page. */
export function invokeTrace({ guardrail, input, completion }: GuardedAnswer): JsonObject {
  if (guardrail === undefined || !guardrail.traced) return {};
  const { text, blocked } = completion;
  const trace = {
    input: { [guardrail.id]: assess(guardrail, input) },
    ...(blocked ? {} : { outputs: [{ [guardrail.id]: assess(guardrail, text) }] }),
    actionReason: actionReason(blocked),
  };
  return { 'amazon-bedrock-trace': { guardrail: trace } };
}
