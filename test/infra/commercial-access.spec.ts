import { OFFERED_OPERATIONS } from '../../libs/bedrock/src/bedrock-operations.js';
import { describe, expect, it } from 'vitest';
import { resourceAt, resourcesOfType, textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployCommercial } from './commercial.deployment.js';
import { statementsOf, type Statement } from './policy-statements.js';

/** What the gateway's user and role may do. */
const listAllowed = (tree: StackTree): readonly Statement[] => statementsOf(resourceAt(tree, 'Access.CallBedrock'));

/** What an endpoint lets through. */
const listLetThrough = (tree: StackTree, endpoint: string): readonly Statement[] =>
  statementsOf(resourceAt(tree, `Endpoints.${endpoint}Endpoint`));

const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap(({ Action }) => Action).toSorted();

/** The action that allows an operation is its own name, but Converse is InvokeModel to IAM. Source: Converse's guide. */
const actionOf = (operation: string): string =>
  ({ Converse: 'bedrock:InvokeModel', ConverseStream: 'bedrock:InvokeModelWithResponseStream' })[operation] ??
  `bedrock:${operation}`;

describe('the identity that calls Bedrock', () => {
  it('may do what the gateway’s operations need, carry an API key, and no more', async () => {
    const needed = new Set([...OFFERED_OPERATIONS.map(actionOf), 'bedrock:CallWithBearerToken']);
    expect(actionsOf(listAllowed(await deployCommercial()))).toEqual([...needed].toSorted());
  });

  it('may create inference profiles only where that is asked for', async () => {
    const tree = await deployCommercial({ AllowProfileCreation: 'true' });
    expect(actionsOf(listAllowed(tree))).toContain('bedrock:CreateInferenceProfile');
    expect(actionsOf(listLetThrough(tree, 'BedrockControl'))).toContain('bedrock:CreateInferenceProfile');
  });

  it('may use the models that are named, by itself and through the endpoints', async () => {
    const models = 'arn:aws:bedrock:*::foundation-model/a,arn:aws:bedrock:us-east-1:123456789012:inference-profile/b';
    const tree = await deployCommercial({ ModelResourceArns: models });
    expect(listAllowed(tree)[0]?.Resource).toEqual(models.split(','));
    expect(listLetThrough(tree, 'BedrockRuntime')[0]?.Resource).toEqual(models.split(','));
    expect(listLetThrough(tree, 'BedrockControl')[0]?.Resource).toEqual(models.split(','));
  });

  it('may use every model and the account’s own profiles by default', async () => {
    expect(listAllowed(await deployCommercial())[0]?.Resource).toEqual([
      'arn:aws:bedrock:*::foundation-model/*',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/*',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/*',
    ]);
  });

  it('can be kept to this network’s endpoints', async () => {
    expect(listAllowed(await deployCommercial()).map(({ Condition }) => Condition)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const kept = { StringEquals: { 'aws:SourceVpce': ['${BedrockRuntimeEndpoint}', '${BedrockControlEndpoint}'] } };
    const restricted = listAllowed(await deployCommercial({ RestrictToVpcEndpoints: 'true' }));
    expect(restricted.map(({ Condition }) => Condition)).toEqual([kept, kept, kept]);
  });
});

describe('the endpoints', () => {
  it('let together through what the identity may do, for it alone', async () => {
    const tree = await deployCommercial();
    const statements = [...listLetThrough(tree, 'BedrockRuntime'), ...listLetThrough(tree, 'BedrockControl')];
    expect([...new Set(actionsOf(statements))]).toEqual(actionsOf(listAllowed(tree)));
    const callers = ['arn:aws:iam::123456789012:user/gate-bedrock', 'arn:aws:iam::123456789012:role/gate-bedrock'];
    for (const { Condition } of statements) expect(Condition).toEqual({ ArnEquals: { 'aws:PrincipalArn': callers } });
  });

  it('of Bedrock and STS have no public name at all', async () => {
    const endpoints = resourcesOfType(await deployCommercial(), 'AWS::EC2::VPCEndpoint');
    expect(endpoints.map(({ properties }) => properties['ServiceName'])).toEqual([
      'com.amazonaws.us-east-1.bedrock-runtime',
      'com.amazonaws.us-east-1.bedrock',
      'com.amazonaws.us-east-1.sts',
    ]);
    for (const { properties } of endpoints) expect(properties['PrivateDnsEnabled']).toBe(false);
  });

  it('can be Bedrock’s FIPS ones, and have those of the appliances beside them', async () => {
    const tree = await deployCommercial({ FipsEndpoints: 'true', SupportEndpoints: 'true' });
    const names = resourcesOfType(tree, 'AWS::EC2::VPCEndpoint').map((endpoint) => textOf(endpoint, 'ServiceName'));
    expect(names.map((name) => name.replace('com.amazonaws.us-east-1.', ''))).toEqual([
      'bedrock-runtime-fips',
      'bedrock-fips',
      'sts',
      'secretsmanager',
      'logs',
      's3',
    ]);
  });

  it('let STS turn a GovCloud identity into the gateway’s role and into no other', async () => {
    expect(listLetThrough(await deployCommercial(), 'Sts')).toMatchObject([
      {
        Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
        Resource: 'arn:aws:iam::123456789012:role/gate-bedrock',
      },
    ]);
  });
});

describe('federation', () => {
  const FEDERATION = {
    FederationIssuer: 'issuer.example/id',
    FederationSubjects: 'gate-east,gate-west',
  };

  it('is off by default', async () => {
    const tree = await deployCommercial();
    expect(resourcesOfType(tree, 'AWS::IAM::OIDCProvider')).toEqual([]);
    expect(tree.outputs['FederationRoleArn']).toBe('none');
  });

  it('believes one issuer about the named gateways, for this audience, and lets them name tenant and subject', async () => {
    const tree = await deployCommercial(FEDERATION);
    const provider = resourceAt(tree, 'Access.IdentityProvider');
    expect(provider.properties).toEqual({ Url: 'https://issuer.example/id', ClientIdList: ['dual-routing-gateway'] });
    const role = resourceAt(tree, 'Access.FederationRole');
    expect(statementsOf(role, 'AssumeRolePolicyDocument')).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
        Principal: { Federated: '${IdentityProvider.Arn}' },
        Condition: {
          StringEquals: {
            'issuer.example/id:aud': 'dual-routing-gateway',
            'issuer.example/id:sub': ['gate-east', 'gate-west'],
          },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant', 'subject'] },
        },
      },
    ]);
    expect(role.properties['RoleName']).toBe('gate-bedrock');
  });

  it.each([
    ['FederationSubjects', 'arn:x","*'],
    ['FederationIssuer', 'https://issuer.example'],
    ['FederationAudience', 'a"b'],
  ])('refuses a %s that could change the policy’s meaning', async (name, value) => {
    await expect(deployCommercial({ ...FEDERATION, [name]: value })).rejects.toThrow(name);
  });
});

describe('who rotates the API key', () => {
  it('is nobody unless that is asked for', async () => {
    expect(JSON.stringify((await deployCommercial()).nested)).not.toContain('key-rotator');
  });

  it('manages the keys of that one user, for Bedrock, and uses none', async () => {
    const { properties } = resourceAt(await deployCommercial({ AllowKeyRotation: 'true' }), 'Access.KeyRotator');
    const { Policies } = properties as unknown as { Policies: { PolicyDocument: { Statement: Statement[] } }[] };
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements.map(({ Action, Resource, Condition }) => [Action, Resource, Condition])).toEqual([
      [
        'iam:CreateServiceSpecificCredential',
        '${BedrockUser.Arn}',
        { StringEquals: { 'iam:ServiceSpecificCredentialServiceName': 'bedrock.amazonaws.com' } },
      ],
      [
        [
          'iam:DeleteServiceSpecificCredential',
          'iam:ListServiceSpecificCredentials',
          'iam:UpdateServiceSpecificCredential',
        ],
        '${BedrockUser.Arn}',
        undefined,
      ],
    ]);
  });
});
