import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { resourceAt, resourcesOfType, textOf } from '../support/cloudformation/deploy-tree.js';
import { deployCommercial } from './commercial.deployment.js';
import { deployGovCloud, EVERYTHING, NECESSARY, resourceOf, TEMPLATE, variablesOf } from './govcloud.deployment.js';
import { deployNetwork, VPN_ROLE } from './network.deployment.js';
import { statementsOf } from './policy-statements.js';
import { statementsOfRole, type RoleStatement } from './role-statements.js';

const KEY_ARN = 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const FUNCTIONS = ['internet', 'vpn'].map(
  (name) => `arn:aws-us-gov:iam::123456789012:role/dual-routing-gateway-us-gov-west-1-${name}`,
);
const ROLES = ['InternetRole', 'VpnRole'];

/** What a role may do with keys that sign, and ask of STS. */
async function provingOf(parameters: Readonly<Record<string, string>>): Promise<readonly RoleStatement[]> {
  const tree = await deployGovCloud({ ...EVERYTHING, ...parameters });
  return ROLES.flatMap((name) => statementsOfRole(tree, name)).filter(({ actions }) =>
    actions.some((action) => action === 'kms:Sign' || action.startsWith('sts:')),
  );
}

describe('the key that signs who the functions are', () => {
  it('is there with the issuer alone, as its documents come before the role', async () => {
    const first = await deployGovCloud({ ...NECESSARY, FederationIssuer: 'gate.s3.us-east-1.amazonaws.com' });
    expect(first.outputs['IdentityKeyArn']).toBe(KEY_ARN);
    expect(Object.keys(variablesOf(first, 'VpnFunction')).filter((name) => /IDENTITY|ROLE_ARN/.test(name))).toEqual([]);
    expect((await deployGovCloud()).resources['IdentityKey']).toBeUndefined();
  });

  it('signs tokens for the functions and nothing for anybody else', async () => {
    const key = resourceOf(await deployGovCloud(EVERYTHING), 'IdentityKey');
    expect(key.properties).toMatchObject({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    const signing = statementsOf(key, 'KeyPolicy').filter(({ Action }) => [Action].flat().includes('kms:Sign'));
    expect(signing).toMatchObject([
      {
        Action: 'kms:Sign',
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': FUNCTIONS },
          StringEquals: { 'kms:MessageType': 'DIGEST', 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256' },
        },
      },
    ]);
  });

  it('is the one that the functions may sign with, and then STS is not asked', async () => {
    const sign = { sid: 'SignIdentity', effect: 'Allow', actions: ['kms:Sign'], resources: [KEY_ARN] };
    expect(await provingOf({})).toEqual([sign, sign]);
  });

  it('is none where STS vouches for the functions, or nobody does', async () => {
    const ask = { sid: 'ProveIdentity', effect: 'Allow', actions: ['sts:GetWebIdentityToken'], resources: ['*'] };
    expect(await provingOf({ FederationIssuer: '' })).toEqual([ask, ask]);
    expect(await provingOf({ FederationIssuer: '', FederationRoleArn: 'none' })).toEqual([]);
  });

  it('takes from the functions the commercial secret, which has nothing in it for them any more', async () => {
    const readBy = async (parameters: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const tree = await deployGovCloud({ ...EVERYTHING, ...parameters });
      const reading = ROLES.flatMap((name) => statementsOfRole(tree, name)).filter(({ sid }) => sid === 'ReadSecrets');
      return reading.flatMap(({ resources }) => resources).filter((arn) => arn.includes(':cross-partition-'));
    };
    expect(await readBy({ BedrockKeyRotationDays: '0' })).toEqual([]);
    expect(await readBy({ BedrockKeyRotationDays: '0', FederationRoleArn: 'none' })).toHaveLength(2);
    // The functions try a new key.
    expect(await readBy({ BedrockKeyRotationDays: '90' })).toHaveLength(2);
  });

  it('is reached by the VPN function through an endpoint that lets nothing else through', async () => {
    const parameters = { IdentityKeyArn: KEY_ARN };
    const endpoint = resourceAt(await deployNetwork(parameters), 'Endpoints.KmsEndpoint');
    expect(statementsOf(endpoint)).toMatchObject([
      { Action: 'kms:Sign', Resource: KEY_ARN, Condition: { ArnEquals: { 'aws:PrincipalArn': VPN_ROLE } } },
    ]);
    const names = resourcesOfType(await deployNetwork(), 'AWS::EC2::VPCEndpoint').map((one) =>
      textOf(one, 'ServiceName'),
    );
    expect(names.filter((name) => name.endsWith('.kms'))).toEqual([]);
  });
});

describe('both stacks', () => {
  it('say the same of the identity: issuer, audience and names', async () => {
    const { GATEWAY_WEB_IDENTITY_ISSUER, GATEWAY_WEB_IDENTITY_AUDIENCE, GATEWAY_WEB_IDENTITY_SUBJECT } = variablesOf(
      await deployGovCloud(EVERYTHING),
      'InternetFunction',
    );
    expect(GATEWAY_WEB_IDENTITY_ISSUER).toBe('https://gate-identity.s3.us-east-1.amazonaws.com');
    const commercial = await deployCommercial({
      FederationIssuer: 'gate-identity.s3.us-east-1.amazonaws.com',
      FederationSubjects: GATEWAY_WEB_IDENTITY_SUBJECT ?? '',
    });
    const provider = resourceAt(commercial, 'Access.IdentityProvider').properties;
    expect(provider).toEqual({ Url: GATEWAY_WEB_IDENTITY_ISSUER, ClientIdList: [GATEWAY_WEB_IDENTITY_AUDIENCE] });
  });

  it('do not leave the VPN route without an STS of its own: such a function does not start', async () => {
    const without = await deployGovCloud({ ...EVERYTHING, StsEndpoint: '' });
    expect(() => loadGatewayConfig(variablesOf(without, 'VpnFunction'))).toThrow('GATEWAY_VPN_STS_ENDPOINT is needed');
    // CloudFormation says so before anything is deployed.
    expect(await readFile(TEMPLATE, 'utf8')).toContain('FederationRoleArn needs StsEndpoint for the VPN route');
  });
});

describe('the bucket for the documents', () => {
  it('is not there by default', async () => {
    expect(resourcesOfType(await deployCommercial(), 'AWS::S3::Bucket')).toEqual([]);
  });

  it('lets everybody read the two documents and nobody anything else', async () => {
    const tree = await deployCommercial({ PublishIdentityDocuments: 'true' });
    const policy = statementsOf(resourceAt(tree, 'IdentityDocuments.Policy'));
    expect(policy).toMatchObject([
      {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: ['${Bucket.Arn}/.well-known/openid-configuration', '${Bucket.Arn}/keys.json'],
      },
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
    expect(resourceAt(tree, 'IdentityDocuments.Bucket').properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });
});
