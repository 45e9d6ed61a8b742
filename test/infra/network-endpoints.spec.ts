import { describe, expect, it } from 'vitest';
import {
  deployTree,
  resourceAt,
  resourcesOfType,
  textOf,
  type StackTree,
} from '../support/cloudformation/deploy-tree.js';
import { deployNetwork, VPN_ROLE } from './network.deployment.js';
import { inlineStatementsOf, statementsOf, type Statement } from './policy-statements.js';

/** Service to the statements of its endpoint's policy. */
function listStatements(tree: StackTree): Readonly<Record<string, readonly Statement[]>> {
  const endpoints = resourcesOfType(tree, 'AWS::EC2::VPCEndpoint').map((endpoint) => {
    const service = textOf(endpoint, 'ServiceName').split('.').at(-1);
    return [service, statementsOf(endpoint)] as const;
  });
  return Object.fromEntries(endpoints);
}

const ONLY_THE_FUNCTION = {
  Effect: 'Allow',
  Principal: '*',
  Condition: { ArnEquals: { 'aws:PrincipalArn': VPN_ROLE } },
};

describe('the GovCloud endpoints', () => {
  it('let the VPN function through, to what it needs, and nobody else', async () => {
    expect(listStatements(await deployNetwork())).toEqual({
      secretsmanager: [
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: 'secretsmanager:GetSecretValue',
          Resource: ['credentials-secret', 'token-secret'],
        },
      ],
      logs: [
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: 'arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:/aws/lambda/gate-vpn:*',
        },
      ],
      lambda: [
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: 'lambda:InvokeFunction',
          Resource: 'internet-function',
        },
      ],
      sts: [
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: ['sts:GetCallerIdentity', 'sts:GetWebIdentityToken'],
          Resource: '*',
        },
      ],
      dynamodb: [
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
          Resource: 'audit-table',
        },
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: 'dynamodb:Query',
          Resource: ['audit-table', 'audit-table/index/*'],
        },
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: ['dynamodb:Query', 'dynamodb:UpdateItem'],
          Resource: 'usage-table',
        },
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: 'dynamodb:GetItem',
          Resource: 'revocation-table',
        },
        {
          Sid: expect.any(String),
          ...ONLY_THE_FUNCTION,
          Action: 'dynamodb:GetItem',
          Resource: 'traffic-table',
        },
      ],
    });
  });

  it('let the function read a key set where there is one', async () => {
    const statements = listStatements(await deployNetwork({ KeySetSecretArn: 'key-set' }));
    expect(statements['secretsmanager']?.[0]?.Resource).toEqual(['credentials-secret', 'token-secret', 'key-set']);
  });

  it('serve a private API of this account, to callers whom its authorizer knows', async () => {
    const statements = listStatements(await deployNetwork({ ApiEndpointType: 'PRIVATE' }));
    expect(statements['execute-api']).toMatchObject([
      { Action: 'execute-api:Invoke', Resource: 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:*' },
    ]);
  });

  it('answer under the services’ own names, in both zones', async () => {
    const tree = await deployNetwork({ ApiEndpointType: 'PRIVATE' });
    const interfaces = resourcesOfType(tree, 'AWS::EC2::VPCEndpoint').filter(
      ({ properties }) => properties['VpcEndpointType'] === 'Interface',
    );
    expect(interfaces).toHaveLength(5);
    for (const { properties } of interfaces) {
      expect(properties).toMatchObject({ PrivateDnsEnabled: true, SubnetIds: ['${SubnetA}', '${SubnetB}'] });
    }
  });

  it('let through each call that the VPN function’s role allows', async () => {
    const root = await deployTree('infra/govcloud/template.yaml', {
      parameters: { DynamoDbPrefixListId: 'pl-0123abcd' },
    });
    const allowed = inlineStatementsOf(resourceAt(root, 'VpnRole'))
      .flatMap(({ Action }) => Action)
      // Made by AWS on the function's behalf, not from inside the network.
      .filter((action) => !/^(ec2|kms|xray):/u.test(action));
    const network = root.nested['Network'] ?? root;
    const statements = Object.values(listStatements(network)).flat();
    const passing = new Set(statements.flatMap(({ Action }) => Action));
    expect(allowed.length).toBeGreaterThan(4);
    expect(allowed.filter((action) => !passing.has(action))).toEqual([]);
  });
});
