import { beforeAll, describe, expect, it } from 'vitest';
import { loadRotationConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { openRotation, type Rotated } from '../../apps/gateway/src/rotation/open-rotation.js';
import {
  listResources,
  resourceAt,
  textOf,
  type PlacedResource,
  type StackTree,
} from '../support/cloudformation/deploy-tree.js';
import { listActionsOfTheRotation } from './code-actions.js';
import { deployGovCloud, EVERYTHING, resourceOf } from './govcloud.deployment.js';

const ACCOUNT = 'us-gov-west-1:123456789012';
const SECRETS = {
  TokenRotation: `arn:aws-us-gov:secretsmanager:${ACCOUNT}:secret:bearer-token-secret-AbCdEf`,
  KeyRotation: `arn:aws-us-gov:secretsmanager:${ACCOUNT}:secret:cross-partition-commercial-creds-AbCdEf`,
} as const;
const ROTATIONS = ['TokenRotation', 'KeyRotation'] as const;
type Rotation = (typeof ROTATIONS)[number];

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

let everything: StackTree;
let bare: StackTree;
beforeAll(async () => {
  everything = await deployGovCloud(EVERYTHING);
  bare = await deployGovCloud();
});

const partOf = (rotation: Rotation, name: string, tree = everything): PlacedResource =>
  resourceAt(tree, `${rotation}.${name}`);

function statementsOf(rotation: Rotation, tree = everything): readonly Statement[] {
  const { Policies } = partOf(rotation, 'Role', tree).properties as unknown as {
    Policies: { PolicyDocument: { Statement: Statement[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function variablesOf(rotation: Rotation, tree = everything): Record<string, string> {
  const { Environment } = partOf(rotation, 'Function', tree).properties as unknown as {
    Environment: { Variables: Record<string, string> };
  };
  return Environment.Variables;
}

describe('the rotation of secrets', () => {
  it('is not there unless the operator asks for it, and neither is anybody’s right to do it', () => {
    expect(listResources(bare).filter(({ place }) => place.includes('Rotation'))).toEqual([]);
    expect(JSON.stringify(resourceOf(bare, 'TokenSecretReaders'))).not.toContain('rotate-');
    expect(JSON.stringify(resourceOf(bare, 'CommercialCredentialsReaders'))).not.toContain('rotate-');
  });

  it.each(ROTATIONS)(
    'is scheduled by days, begins with no deployment, and is called by nobody else: %s',
    (rotation) => {
      expect(partOf(rotation, 'Schedule').properties).toMatchObject({
        SecretId: SECRETS[rotation],
        RotationRules: { AutomaticallyAfterDays: rotation === 'TokenRotation' ? '30' : '60' },
        RotateImmediatelyOnUpdate: false,
      });
      const called = listResources(everything).filter(
        ({ type, place }) => type === 'AWS::Lambda::Permission' && place.startsWith(rotation),
      );
      expect(called.map(({ properties }) => properties)).toEqual([
        {
          FunctionName: expect.stringContaining('dual-routing-gateway-rotate-'),
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
          SourceAccount: '123456789012',
          SourceArn: SECRETS[rotation],
        },
      ]);
    },
  );

  it('may do to its secret what the code does, and reaches no other', async () => {
    const ofTheCode = await listActionsOfTheRotation();
    expect(ofTheCode.length).toBeGreaterThan(3);
    for (const rotation of ROTATIONS) {
      const [own] = statementsOf(rotation);
      expect(own).toMatchObject({ Resource: SECRETS[rotation] });
      expect(own?.Action).toEqual(ofTheCode);
    }
    const beside = (rotation: Rotation): unknown =>
      statementsOf(rotation)
        .slice(1)
        .map(({ Action, Resource }) => [Action, Resource]);
    const key = `arn:aws-us-gov:kms:${ACCOUNT}:key/1`;
    const writing = [['logs:CreateLogStream', 'logs:PutLogEvents'], '${Logs.Arn}'];
    expect(beside('TokenRotation')).toEqual([[['kms:Decrypt', 'kms:GenerateDataKey'], key], writing]);
    expect(beside('KeyRotation')).toEqual([
      [['kms:Decrypt', 'kms:GenerateDataKey'], key],
      ['secretsmanager:GetSecretValue', EVERYTHING['RotationAdminSecretArn']],
      ['lambda:InvokeFunction', `arn:aws-us-gov:lambda:${ACCOUNT}:function:dual-routing-gateway-vpn`],
      writing,
    ]);
  });

  it('uses the key by way of Secrets Manager alone', () => {
    for (const rotation of ROTATIONS) {
      const using = statementsOf(rotation).find(({ Sid }) => Sid === 'LockAndUnlockSecrets');
      expect(using?.Condition).toEqual({
        StringEquals: { 'kms:ViaService': 'secretsmanager.us-gov-west-1.amazonaws.com' },
      });
    }
  });

  it('is let in by the secret, under the name that its role has', () => {
    const lets = { TokenRotation: 'TokenSecretReaders', KeyRotation: 'CommercialCredentialsReaders' } as const;
    for (const rotation of ROTATIONS) {
      const role = `:role/${textOf(partOf(rotation, 'Role'), 'RoleName')}"`;
      for (const readers of Object.values(lets)) {
        const isItsOwn = readers === lets[rotation];
        expect(JSON.stringify(resourceOf(everything, readers)).includes(role), readers).toBe(isItsOwn);
      }
    }
  });

  it.each<[Rotation, Rotated, string]>([
    ['TokenRotation', 'token', 'rotation.rotateTokenSecret'],
    ['KeyRotation', 'bedrock-key', 'rotation.rotateBedrockKey'],
  ])('starts with the variables that it is given: %s', (rotation, which, handler) => {
    const variables = variablesOf(rotation);
    using opened = openRotation(which, loadRotationConfig(variables));
    expect(opened.rotation.secretId).toBe(SECRETS[rotation]);
    expect(partOf(rotation, 'Function').properties).toMatchObject({
      Handler: handler,
      CodeUri: '../../dist/lambda/rotation',
      Runtime: 'nodejs24.x',
    });
  });

  it('tries a new key on the routes that there are, as the gateway’s own functions reach them', async () => {
    expect(variablesOf('KeyRotation')).toMatchObject({
      GATEWAY_ATTACHMENT: 'internet',
      GATEWAY_INTERNET_ENDPOINT: EVERYTHING['InternetRuntimeEndpoint'],
      GATEWAY_VPN_ENDPOINT: EVERYTHING['BedrockRuntimeEndpoint'],
      GATEWAY_PEER_FUNCTION: 'dual-routing-gateway-vpn',
      GATEWAY_ROTATION_USER_NAME: 'bedrock-gateway',
      GATEWAY_ROTATION_KEY_DAYS: '90',
    });
    const without = {
      BedrockKeyRoutes: '',
      BedrockRuntimeEndpoint: '',
      BedrockControlEndpoint: '',
      ApplianceAddressA: '',
      ApplianceAddressB: '',
    };
    const one = await deployGovCloud({ ...EVERYTHING, ...without });
    expect(variablesOf('KeyRotation', one)).not.toHaveProperty('GATEWAY_PEER_FUNCTION');
    expect(JSON.stringify(statementsOf('KeyRotation', one))).not.toContain('lambda:InvokeFunction');
    using opened = openRotation('bedrock-key', loadRotationConfig(variablesOf('KeyRotation', one)));
    expect(opened.rotation).toBeDefined();
  });
});
