import { beforeAll, describe, expect, it } from 'vitest';
import { textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { listActionsOfTheCode } from './code-actions.js';
import { deployGovCloud, EVERYTHING, NECESSARY, resourceOf } from './govcloud.deployment.js';
import { statementsOfRole, type RoleStatement } from './role-statements.js';

const ACCOUNT = 'us-gov-west-1:123456789012';
const CREDENTIALS = `arn:aws-us-gov:secretsmanager:${ACCOUNT}:secret:cross-partition-commercial-creds-AbCdEf`;
const TOKENS = `arn:aws-us-gov:secretsmanager:${ACCOUNT}:secret:bearer-token-secret-AbCdEf`;
const KEY_SET = `arn:aws-us-gov:secretsmanager:${ACCOUNT}:secret:keys-AbCdEf`;

/** What nobody's code asks for, but AWS in the role's name. */
const OF_THE_PLATFORM = ['kms:Decrypt', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const OF_TRACES = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const OF_THE_ATTACHMENT = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

let bare: StackTree;
let everything: StackTree;
beforeAll(async () => {
  bare = await deployGovCloud();
  everything = await deployGovCloud(EVERYTHING);
});

const allowed = (name: string): readonly RoleStatement[] =>
  statementsOfRole(everything, name).filter(({ effect }) => effect === 'Allow');
/** Each once: reading is allowed of more than one table. */
const actionsOf = (name: string): string[] => [...new Set(allowed(name).flatMap(({ actions }) => actions))].toSorted();
const statement = (name: string, action: string): RoleStatement | undefined =>
  allowed(name).find(({ actions }) => actions.includes(action));

describe('the roles of the gateway functions', () => {
  it('may do what the code does, what the platform does for it, and nothing else', async () => {
    // Where KMS signs who the functions are, nothing is asked of STS.
    const ofTheCode = (await listActionsOfTheCode()).filter((action) => action !== 'sts:GetWebIdentityToken');
    expect(ofTheCode.length).toBeGreaterThan(0);
    expect(actionsOf('InternetRole')).toEqual([...ofTheCode, ...OF_THE_PLATFORM, ...OF_TRACES].toSorted());
    expect(actionsOf('VpnRole')).toEqual(
      [...ofTheCode, ...OF_THE_PLATFORM, ...OF_TRACES, ...OF_THE_ATTACHMENT].toSorted(),
    );
  });

  it.each([
    ['InternetRole', 'vpn', 'InternetLogs'],
    ['VpnRole', 'internet', 'VpnLogs'],
  ])('reach these resources and no other: %s', (name, sibling, logs) => {
    expect(statement(name, 'secretsmanager:GetSecretValue')?.resources).toEqual([CREDENTIALS, TOKENS, KEY_SET]);
    expect(statement(name, 'dynamodb:PutItem')?.resources).toEqual([
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-requests`,
    ]);
    const readable = allowed(name).filter(({ actions }) => actions.includes('dynamodb:GetItem'));
    expect(readable.flatMap(({ resources }) => resources)).toEqual([
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-requests`,
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/revoked-tokens`,
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-traffic`,
    ]);
    const queried = allowed(name).filter(({ actions }) => actions.includes('dynamodb:Query'));
    expect(queried.flatMap(({ resources }) => resources)).toEqual([
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-requests`,
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-requests/index/*`,
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-usage`,
    ]);
    // Counters are added to; audit records are put, on a condition, and never changed.
    expect(statement(name, 'dynamodb:UpdateItem')?.resources).toEqual([
      `arn:aws-us-gov:dynamodb:${ACCOUNT}:table/cross-partition-usage`,
    ]);
    expect(statement(name, 'lambda:InvokeFunction')?.resources).toEqual([
      `arn:aws-us-gov:lambda:${ACCOUNT}:function:dual-routing-gateway-${sibling}`,
    ]);
    expect(statement(name, 'logs:PutLogEvents')?.resources).toEqual([`\${${logs}.Arn}`]);
    expect(statement(name, 'kms:Decrypt')).toMatchObject({
      resources: [`arn:aws-us-gov:kms:${ACCOUNT}:key/1`],
      condition: {
        StringEquals: {
          'kms:ViaService': ['dynamodb.us-gov-west-1.amazonaws.com', 'secretsmanager.us-gov-west-1.amazonaws.com'],
        },
      },
    });
  });

  it('read a third secret only where there is one', () => {
    for (const name of ['InternetRole', 'VpnRole']) {
      const [first] = statementsOfRole(bare, name);
      expect(first?.resources).toEqual([CREDENTIALS, TOKENS]);
    }
  });

  it('leave network interfaces to Lambda: the function’s own code may not touch them', () => {
    const denied = statementsOfRole(everything, 'VpnRole').find(({ effect }) => effect === 'Deny');
    expect(denied?.actions).toEqual(expect.arrayContaining(OF_THE_ATTACHMENT));
    expect(denied).toMatchObject({
      resources: ['*'],
      condition: {
        ArnEquals: { 'lambda:SourceFunctionArn': `arn:aws-us-gov:lambda:${ACCOUNT}:function:dual-routing-gateway-vpn` },
      },
    });
    expect(JSON.stringify(resourceOf(everything, 'InternetRole'))).not.toContain('ec2:');
  });
});

describe('the role of the authorizer', () => {
  it('reads the keys of tokens, and not the commercial credentials', () => {
    expect(actionsOf('AuthorizerRole')).toEqual(['secretsmanager:GetSecretValue', ...OF_THE_PLATFORM].toSorted());
    expect(statement('AuthorizerRole', 'secretsmanager:GetSecretValue')?.resources).toEqual([TOKENS, KEY_SET]);
    expect(statement('AuthorizerRole', 'kms:Decrypt')?.condition).toEqual({
      StringEquals: { 'kms:ViaService': 'secretsmanager.us-gov-west-1.amazonaws.com' },
    });
  });
});

describe('the roles', () => {
  it('are three, each one function’s own and taken on by Lambda alone', () => {
    const names = ['InternetRole', 'VpnRole', 'AuthorizerRole'];
    for (const name of names) {
      const { AssumeRolePolicyDocument, ManagedPolicyArns } = resourceOf(everything, name).properties;
      expect(ManagedPolicyArns).toBeUndefined();
      expect(AssumeRolePolicyDocument).toMatchObject({
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      });
      const own = resourceOf(everything, name.replace('Role', 'Function')).properties['Role'];
      expect(own).toBe(`arn:aws-us-gov:iam::123456789012:role/${textOf(resourceOf(everything, name), 'RoleName')}`);
    }
  });

  it('delete nothing out of any table, and scan none', () => {
    const inDynamoDb = ['InternetRole', 'VpnRole', 'AuthorizerRole'].flatMap((name) =>
      actionsOf(name).filter((action) => action.startsWith('dynamodb:')),
    );
    expect(new Set(inDynamoDb)).toEqual(
      new Set(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem']),
    );
  });

  it('have the names by which key and table know them', () => {
    const names = ['InternetRole', 'VpnRole', 'AuthorizerRole'].map(
      (name) => `role/${textOf(resourceOf(bare, name), 'RoleName')}"`,
    );
    const [internet = '', vpn = '', authorizer = ''] = names;
    for (const name of names) expect(JSON.stringify(resourceOf(bare, 'Key'))).toContain(name);
    const table = JSON.stringify(resourceOf(bare, 'AuditTable'));
    expect([internet, vpn, authorizer].map((name) => table.includes(name))).toEqual([true, true, false]);
  });

  it('fit into the length that IAM has for names, in every region', async () => {
    const longest = await deployGovCloud({ ...NECESSARY, Name: 'a'.repeat(32) }, 'ap-southeast-1');
    const roles = Object.values(longest.resources).filter(({ type }) => type === 'AWS::IAM::Role');
    const lengths = roles.map((role) => textOf(role, 'RoleName').length);
    expect(Math.max(...lengths)).toBeGreaterThan(50);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64);
  });
});
