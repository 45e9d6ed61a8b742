import { objectAt, objectsAt, textAt } from '../json/json-object.js';
import { jsonAnswer } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { Operation } from './bedrock-call.js';
import { invalid } from './bedrock-problem.js';

/** A guardrail's id, or its ARN, which ends in the id. */
const identifierForm = /^(?:arn:aws:bedrock:[a-z0-9-]{1,20}:\d{12}:guardrail\/)?[a-z0-9]{1,64}$/;
/** A text unit of a guardrail's bill is a thousand characters. */
const charactersPerUnit = 1000;

/** `ApplyGuardrail`: lets everything pass; the units it counts follow from the length of the text. */
export const applyGuardrail: Operation = (call) => {
  if (!identifierForm.test(label(call, 'guardrailIdentifier'))) throw invalid('The guardrail identifier is invalid.');
  if (!/^(DRAFT|[1-9]\d{0,7})$/.test(label(call, 'guardrailVersion')))
    throw invalid('The guardrail version is invalid.');
  const body = jsonBody(call.body);
  const source = textAt(body, 'source');
  if (source !== 'INPUT' && source !== 'OUTPUT') throw invalid('The source must be INPUT or OUTPUT.');
  const content = objectsAt(body, 'content').map((block) => textAt(objectAt(block, 'text') ?? {}, 'text') ?? '');
  if (content.length === 0) throw invalid('The content must have at least one block.');
  const units = Math.ceil(content.join('').length / charactersPerUnit);
  return jsonAnswer({ action: 'NONE', outputs: [], assessments: [], usage: usageOf(units) }, call.requestId);
};

function usageOf(units: number): Record<string, number> {
  return {
    topicPolicyUnits: units,
    contentPolicyUnits: units,
    wordPolicyUnits: units,
    sensitiveInformationPolicyUnits: units,
    sensitiveInformationPolicyFreeUnits: 0,
    contextualGroundingPolicyUnits: 0,
  };
}
