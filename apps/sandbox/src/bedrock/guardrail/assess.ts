import type { JsonObject } from '../../json/json-object.js';
import type { Guardrail } from './read-guardrail.js';

/** The one word that every guardrail of the stand-in blocks. */
export const blockedWord = 'BLOCKED-BY-GUARDRAIL';

/** What a guardrail says in the model's place. */
export const blockedMessage = 'Sorry, the guardrail does not allow this.';

/** A text unit of a guardrail's bill is a thousand characters. */
const charactersPerUnit = 1000;

/** Whether a guardrail lets a text pass. */
export function isBlocked(text: string): boolean {
  return text.includes(blockedWord);
}

/** Why a guardrail did what it did, in the service's words. */
export function actionReason(blocked: boolean): string {
  return blocked ? 'Guardrail blocked.' : 'No action.';
}

/** What a guardrail found in a text: a `GuardrailAssessment` of the SDK. */
export function assess({ id, version }: Guardrail, text: string): JsonObject {
  const customWords = [{ match: blockedWord, action: 'BLOCKED', detected: true }];
  return {
    ...(isBlocked(text) ? { wordPolicy: { customWords, managedWordLists: [] } } : {}),
    invocationMetrics: { guardrailProcessingLatency: 50, usage: unitsOf(text), guardrailCoverage: coverageOf(text) },
    appliedGuardrailDetails: {
      guardrailId: id,
      guardrailVersion: version,
      guardrailOrigin: ['REQUEST'],
      guardrailOwnership: 'SELF',
    },
  };
}

/** What a guardrail bills for a text: a `GuardrailUsage` of the SDK. */
export function unitsOf(text: string): JsonObject {
  const units = Math.ceil(text.length / charactersPerUnit);
  return {
    topicPolicyUnits: units,
    contentPolicyUnits: units,
    wordPolicyUnits: units,
    sensitiveInformationPolicyUnits: units,
    sensitiveInformationPolicyFreeUnits: 0,
    contextualGroundingPolicyUnits: 0,
    contentPolicyImageUnits: 0,
  };
}

/** How much of a text a guardrail has read: all of it. */
export function coverageOf({ length }: string): JsonObject {
  return { textCharacters: { guarded: length, total: length } };
}
