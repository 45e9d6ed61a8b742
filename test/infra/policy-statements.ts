import { textOf } from '../support/cloudformation/deploy-tree.js';
import type { ResolvedResource } from '../support/cloudformation/resolve.js';
import type { JsonObject } from '../support/cloudformation/template.js';

/** A statement of a policy, as far as tests read it. */
export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** The statements of the policy in one property, which may stand there as a map or as text. */
export function statementsOf(resource: ResolvedResource, property = 'PolicyDocument'): readonly Statement[] {
  const policy = resource.properties[property] ?? '';
  const document: unknown = typeof policy === 'object' ? policy : JSON.parse(textOf(resource, property));
  return (document as { Statement: Statement[] }).Statement;
}

/** The statements of the policies that stand inside of a role. */
export function inlineStatementsOf(role: ResolvedResource): readonly Statement[] {
  const policies = (role.properties['Policies'] ?? []) as readonly JsonObject[];
  return policies.flatMap((properties) => statementsOf({ type: 'AWS::IAM::Policy', properties }));
}
