import type { StackTree } from '../support/cloudformation/deploy-tree.js';
import { resourceOf } from './govcloud.deployment.js';

/** A statement of a role's policy, its actions and resources always as lists. */
export interface RoleStatement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: unknown;
}

interface Written {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** What a role may do and what not, over all of its own policies. */
export function statementsOfRole(tree: StackTree, name: string): readonly RoleStatement[] {
  const { Policies } = resourceOf(tree, name).properties as unknown as {
    Policies: { PolicyDocument: { Statement: Written[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map(
    ({ Sid, Effect, Action, Resource, Condition }) => ({
      sid: Sid,
      effect: Effect,
      actions: [Action].flat(),
      resources: [Resource].flat(),
      ...(Condition !== undefined && { condition: Condition }),
    }),
  );
}
