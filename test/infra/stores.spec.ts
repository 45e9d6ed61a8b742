import { beforeAll, describe, expect, it } from 'vitest';
import { auditTableDefinition, TTL_ATTRIBUTE } from '../../libs/audit/src/dynamodb/audit-table.js';
import { revocationTableDefinition } from '../../libs/audit/src/revocations/revocation-table.js';
import { trafficTableDefinition } from '../../libs/audit/src/traffic/traffic-table.js';
import { listResources, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { readTemplate } from '../support/cloudformation/read-template.js';
import { deployGovCloud, EVERYTHING, resourceOf, TEMPLATE } from './govcloud.deployment.js';

const KEY = 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1';
const ROLES = 'arn:aws-us-gov:iam::123456789012:role/dual-routing-gateway-us-gov-west-1';

/** What keeps data, and the property that says under which key. */
const KEY_OF = {
  'AWS::DynamoDB::Table': 'SSESpecification',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
  'AWS::Serverless::Function': 'KmsKeyArn',
} as const;

/** Resources of these kinds keep data; one of a new kind has to be looked at. */
const KEEPERS =
  /::DynamoDB::Table$|LogGroup$|Topic$|Secret$|Function$|Bucket$|Queue$|Stream$|Cluster$|Volume$|FileSystem$|Instance$/;

interface Policy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

let bare: StackTree;
let everything: StackTree;
beforeAll(async () => {
  bare = await deployGovCloud();
  everything = await deployGovCloud(EVERYTHING);
});

describe('the audit table', () => {
  it('is the one that the code writes to', () => {
    const { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = resourceOf(
      bare,
      'AuditTable',
    ).properties;
    expect({ TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }).toEqual(
      auditTableDefinition('cross-partition-requests'),
    );
    expect(resourceOf(bare, 'AuditTable').properties['TimeToLiveSpecification']).toEqual({
      AttributeName: TTL_ATTRIBUTE,
      Enabled: true,
    });
  });

  it('cannot be lost by accident', async () => {
    expect(resourceOf(bare, 'AuditTable').properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
    const { Resources } = await readTemplate(TEMPLATE);
    const kept = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
    expect(kept.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'Key',
        'CommercialCredentialsSecret',
        'TokenSecret',
        'AuditTable',
        'RevocationTable',
        'UsageTable',
        'InternetLogs',
        'VpnLogs',
      ]),
    );
    for (const [name, resource] of kept) expect(resource, name).toHaveProperty('UpdateReplacePolicy', 'Retain');
  });

  it('is written by the gateway alone, and changed or emptied by nobody', () => {
    const written = (tree: StackTree): Policy =>
      (resourceOf(tree, 'AuditTable').properties['ResourcePolicy'] as unknown as { PolicyDocument: Policy })
        .PolicyDocument;
    const [writes, changes] = written(bare).Statement;
    expect(writes).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: ['dynamodb:PartiQLInsert', 'dynamodb:PutItem'],
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': [`${ROLES}-internet`, `${ROLES}-vpn`] } },
    });
    expect(changes).toMatchObject({ Effect: 'Deny', Principal: '*' });
    expect(changes?.['Action']).toEqual([
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLUpdate',
      'dynamodb:UpdateItem',
    ]);
    const [withReplay] = written(everything).Statement;
    expect(withReplay?.['Condition']).toMatchObject({
      ArnNotLike: { 'aws:PrincipalArn': ['arn:aws-us-gov:iam::123456789012:role/audit-replay'] },
    });
  });
});

describe('the table of revocations', () => {
  it('is the one that the code reads, under the key, and cannot be lost by accident', () => {
    const { ResourcePolicy: _policy, ...table } = resourceOf(bare, 'RevocationTable').properties;
    expect(table).toEqual({
      ...revocationTableDefinition('revoked-tokens'),
      TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
  });

  it('is written by those who are named alone, the gateway not among them, and nobody takes anything back', () => {
    const statementsOf = (tree: StackTree): Policy['Statement'] => {
      const { ResourcePolicy } = resourceOf(tree, 'RevocationTable').properties;
      return (ResourcePolicy as unknown as { PolicyDocument: Policy }).PolicyDocument.Statement;
    };
    const everybody = { Bool: { 'aws:PrincipalIsAWSService': 'false' } };
    const denied = { Effect: 'Deny', Principal: '*' };
    const writing = ['dynamodb:PartiQLInsert', 'dynamodb:PutItem'];
    const [nobodyWrites, nobodyTakesBack] = statementsOf(bare);
    expect(nobodyWrites).toMatchObject({ ...denied, Action: writing, Condition: everybody });
    expect(nobodyWrites?.['Condition']).toEqual(everybody);
    expect(nobodyTakesBack).toMatchObject({ ...denied, Condition: everybody });
    expect(nobodyTakesBack?.['Action']).toEqual(expect.arrayContaining(['dynamodb:DeleteItem', 'dynamodb:UpdateItem']));
    const revoker = 'arn:aws-us-gov:iam::123456789012:role/token-revoker';
    expect(statementsOf(everything)[0]?.['Condition']).toEqual({
      ...everybody,
      ArnNotLike: { 'aws:PrincipalArn': [revoker] },
    });
  });
});

describe('the table of traffic shifts', () => {
  it('is the one that the code reads, under the key, with no record in it that would have to be kept', () => {
    const { ResourcePolicy: _policy, ...table } = resourceOf(bare, 'TrafficTable').properties;
    expect(table).toEqual({
      ...trafficTableDefinition('cross-partition-traffic'),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
  });

  it('is changed by those who are named alone, the gateway not among them', () => {
    const conditionIn = (tree: StackTree): unknown => {
      const { ResourcePolicy } = resourceOf(tree, 'TrafficTable').properties;
      const { Statement } = (ResourcePolicy as unknown as { PolicyDocument: Policy }).PolicyDocument;
      expect(Statement).toMatchObject([{ Effect: 'Deny', Principal: '*' }]);
      expect(Statement[0]?.['Action']).toEqual([
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:PartiQLDelete',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ]);
      return Statement[0]?.['Condition'];
    };
    const everybody = { Bool: { 'aws:PrincipalIsAWSService': 'false' } };
    expect(conditionIn(bare)).toEqual(everybody);
    const shifter = 'arn:aws-us-gov:iam::123456789012:role/traffic-shifter';
    expect(conditionIn(everything)).toEqual({ ...everybody, ArnNotLike: { 'aws:PrincipalArn': [shifter] } });
  });
});

describe('the secrets', () => {
  it('are under the key, and none has its value in the template', () => {
    const { GenerateSecretString, ...tokens } = resourceOf(bare, 'TokenSecret').properties;
    const credentials = resourceOf(bare, 'CommercialCredentialsSecret').properties;
    for (const { KmsKeyId, SecretString } of [tokens, credentials]) {
      expect([KmsKeyId, SecretString]).toEqual([KEY, undefined]);
    }
    expect(credentials).not.toHaveProperty('GenerateSecretString');
    expect(GenerateSecretString).toEqual({
      SecretStringTemplate: '{}',
      GenerateStringKey: 'secret',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });

  it.each([
    ['CommercialCredentialsReaders', 'CommercialCredentialsSecret', ['internet', 'vpn']],
    ['TokenSecretReaders', 'TokenSecret', ['internet', 'vpn', 'authorizer']],
  ])('are read by the functions that need them alone: %s', (name, secret, readers) => {
    const { SecretId, BlockPublicPolicy, ResourcePolicy } = resourceOf(bare, name).properties;
    expect(SecretId).toContain(`:secret:${secret === 'TokenSecret' ? 'bearer-token-secret' : 'cross-partition'}`);
    expect(BlockPublicPolicy).toBe(true);
    expect((ResourcePolicy as unknown as Policy).Statement).toEqual([
      {
        Sid: expect.any(String),
        Effect: 'Deny',
        Principal: '*',
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
        Condition: {
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
          ArnNotEquals: { 'aws:PrincipalArn': readers.map((reader) => `${ROLES}-${reader}`) },
        },
      },
    ]);
  });

  it('let whoever issues tokens read the secret that signs them, and that alone', () => {
    const issuer = 'arn:aws-us-gov:iam::123456789012:role/token-issuer';
    expect(JSON.stringify(resourceOf(everything, 'TokenSecretReaders'))).toContain(issuer);
    expect(JSON.stringify(resourceOf(everything, 'CommercialCredentialsReaders'))).not.toContain(issuer);
  });
});

describe('the key', () => {
  it('is renewed every year and lets nobody use it but through a service, for a reason', () => {
    const { EnableKeyRotation, KeyPolicy } = resourceOf(bare, 'Key').properties;
    expect(EnableKeyRotation).toBe(true);
    const [administration, ...use] = (KeyPolicy as unknown as Policy).Statement;
    const administrative = administration?.['Action'] as readonly string[];
    expect(administrative.filter((action) => /Encrypt|Decrypt|DataKey|CreateGrant|Sign|Mac|\*/.test(action))).toEqual(
      [],
    );
    for (const { Sid, Condition } of use) {
      expect(JSON.stringify(Condition), String(Sid)).toMatch(/kms:ViaService|aws:logs:arn|aws:SourceArn/);
    }
  });

  it('serves every log group of the deployment, nested stacks included', () => {
    const groups = listResources(everything).filter(({ type }) => type === 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(5);
    for (const { properties, place } of groups) {
      expect(properties['KmsKeyId'], place).toBe(KEY);
      expect(properties['LogGroupName'], place).toContain('dual-routing-gateway');
      expect(properties['RetentionInDays'], place).toBe('365');
    }
  });

  it('encrypts everything that keeps data', () => {
    const kept = listResources(everything).filter(({ type }) => KEEPERS.test(type));
    const types = new Set(kept.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(Object.keys(KEY_OF).toSorted());
    for (const { type, properties, place } of kept) {
      const property = KEY_OF[type as keyof typeof KEY_OF];
      expect(JSON.stringify(properties[property]), place).toContain(`"${KEY}"`);
    }
  });
});
