import type { ResolvedResource } from '../../../support/cloudformation/resolve.js';
import { isJsonObject, type Json, type JsonObject } from '../../../support/cloudformation/template.js';
import { objectIn } from '../api-gateway/read-json.js';
import { functionNameIn } from '../function/function-definition.js';

type Resources = Readonly<Record<string, ResolvedResource>>;

/** What Lambda's `Invoke` and `InvokeWithResponseStream` need. Source: Lambda API model. */
const INVOKE = 'lambda:InvokeFunction';

/** The ARNs from which `AWS::Lambda::Permission`s let API Gateway invoke a function. */
export function readSourceArns(functionName: string, resources: Resources): string[] {
  return Object.values(resources)
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ Action, Principal }) => Action === INVOKE && Principal === 'apigateway.amazonaws.com')
    .filter(({ FunctionName }) => functionNameIn(String(textsOf(FunctionName)[0])) === functionName)
    .flatMap(({ SourceArn }) => (SourceArn === undefined ? ['*'] : textsOf(SourceArn)));
}

/** The functions that a function's role lets it invoke: names, or patterns. */
export function readInvocableFunctions({ Role, Policies }: JsonObject, resources: Resources): string[] {
  // `!GetAtt SomeRole.Arn` of a role that has no value of its own resolves to `${SomeRole.Arn}`.
  const [, roleId = ''] = /^\$\{([^.]+)\.Arn\}$/u.exec(String(textsOf(Role)[0])) ?? [];
  const ofRole = resources[roleId]?.properties['Policies'];
  return [...listOf(Policies), ...listOf(ofRole)]
    .filter(isJsonObject)
    .map((policy) => ('PolicyDocument' in policy ? objectIn(policy, 'PolicyDocument') : policy))
    .flatMap(({ Statement }) => listOf(Statement))
    .filter(isJsonObject)
    .filter(({ Effect, Action }) => Effect === 'Allow' && textsOf(Action).includes(INVOKE))
    .flatMap(({ Resource }) => textsOf(Resource).map(functionNameIn));
}

function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
