import { GuardrailOutputScope } from '@aws-sdk/client-bedrock-runtime';
import { objectAt, objectsAt, textAt } from '../json/json-object.js';
import { jsonAnswer } from './answer.js';
import { jsonBody, label } from './bedrock-call.js';
import type { Operation } from './bedrock-call.js';
import { invalid } from './bedrock-problem.js';
import { actionReason, assess, blockedMessage, coverageOf, isBlocked, unitsOf } from './guardrail/assess.js';
import { readGuardrail } from './guardrail/read-guardrail.js';
import { readEnum } from './read-enum.js';

/** `ApplyGuardrail`: blocks one word; the units it counts follow from the length of the text. */
export const applyGuardrail: Operation = (call) => {
  const guardrail = readGuardrail(label(call, 'guardrailIdentifier'), label(call, 'guardrailVersion'), true);
  const body = jsonBody(call.body);
  const source = textAt(body, 'source');
  if (source !== 'INPUT' && source !== 'OUTPUT') throw invalid('The source must be INPUT or OUTPUT.');
  const scope = readEnum(body['outputScope'], 'outputScope', GuardrailOutputScope) ?? 'INTERVENTIONS';
  const content = objectsAt(body, 'content').map((block) => textAt(objectAt(block, 'text') ?? {}, 'text') ?? '');
  if (content.length === 0) throw invalid('The content must have at least one block.');
  const text = content.join('');
  const blocked = isBlocked(text);
  const answer = {
    action: blocked ? 'GUARDRAIL_INTERVENED' : 'NONE',
    actionReason: actionReason(blocked),
    outputs: blocked ? [{ text: blockedMessage }] : [],
    assessments: blocked || scope === 'FULL' ? [assess(guardrail, text)] : [],
    guardrailCoverage: coverageOf(text),
    usage: unitsOf(text),
  };
  return jsonAnswer(answer, call.requestId);
};
