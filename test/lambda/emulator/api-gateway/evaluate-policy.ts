import { isJsonObject, type Json, type JsonObject } from '../../../support/cloudformation/template.js';
import { fitsPattern } from '../function/fits-pattern.js';

export type Decision = 'allowed' | 'denied explicitly' | 'not allowed';

/** What a method of an API is to a policy. */
const ACTION = 'execute-api:Invoke';

/**
 * Decides by an authorizer's policy about one method: a denial beats every permission, and silence is no permission.
 * Source: IAM user guide, policy evaluation logic.
 */
export function evaluatePolicy(policy: JsonObject, methodArn: string): Decision {
  const statements = listOf(policy['Statement']).filter(isJsonObject);
  const effects = new Set(statements.filter((one) => isAbout(one, methodArn)).map(({ Effect }) => Effect));
  if (effects.has('Deny')) return 'denied explicitly';
  return effects.has('Allow') ? 'allowed' : 'not allowed';
}

function isAbout({ Action, Resource }: JsonObject, methodArn: string): boolean {
  const isAction = textsOf(Action).some((action) => fitsPattern(action.toLowerCase(), ACTION.toLowerCase()));
  return isAction && textsOf(Resource).some((resource) => fitsPattern(resource, methodArn));
}

function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
