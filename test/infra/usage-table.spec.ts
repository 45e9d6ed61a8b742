import { beforeAll, describe, expect, it } from 'vitest';
import { TTL_ATTRIBUTE } from '../../libs/audit/src/dynamodb/audit-table.js';
import { usageTableDefinition } from '../../libs/audit/src/usage/usage-table.js';
import type { StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, EVERYTHING, resourceOf } from './govcloud.deployment.js';

const KEY = 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1';
const ROLES = 'arn:aws-us-gov:iam::123456789012:role/dual-routing-gateway-us-gov-west-1';

interface Policy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

let bare: StackTree;
let everything: StackTree;
beforeAll(async () => {
  bare = await deployGovCloud();
  everything = await deployGovCloud(EVERYTHING);
});

describe('the table of counters', () => {
  it('is the one that the code counts in, under the key, and cannot be lost by accident', () => {
    const { ResourcePolicy: _policy, ...table } = resourceOf(bare, 'UsageTable').properties;
    expect(table).toEqual({
      ...usageTableDefinition('cross-partition-usage'),
      TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
  });

  it('is counted in by the gateway and those who replay, and emptied by nobody', () => {
    const statementsOf = (tree: StackTree): Policy['Statement'] =>
      (resourceOf(tree, 'UsageTable').properties['ResourcePolicy'] as unknown as { PolicyDocument: Policy })
        .PolicyDocument.Statement;
    const [counting, removing] = statementsOf(bare);
    expect(counting).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [`${ROLES}-internet`, `${ROLES}-vpn`] } },
    });
    expect(removing).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PartiQLDelete'],
    });
    expect(statementsOf(everything)[0]?.['Condition']).toMatchObject({
      ArnNotLike: { 'aws:PrincipalArn': ['arn:aws-us-gov:iam::123456789012:role/audit-replay'] },
    });
  });
});
