import { beforeAll, describe, expect, it } from 'vitest';
import { resourcesOfType, type StackTree } from '../support/cloudformation/deploy-tree.js';
import type { JsonObject } from '../support/cloudformation/template.js';
import { readUserData } from './commercial.deployment.js';
import { deployNetwork, WITH_APPLIANCES } from './network.deployment.js';

let network: StackTree;
let tunnels: readonly JsonObject[];
beforeAll(async () => {
  network = await deployNetwork(WITH_APPLIANCES);
  tunnels = resourcesOfType(network, 'AWS::EC2::VPNConnection').flatMap(
    ({ properties }) => properties['VpnTunnelOptionsSpecifications'] as readonly JsonObject[],
  );
});

/** Every `name = value` in the configuration that an appliance writes for itself, from the top. */
async function readOwnSettings(name: string): Promise<readonly string[]> {
  const { files } = await readUserData();
  const script = files.find(({ path }) => path.endsWith('appliance-tunnels'))?.content ?? '';
  return [...script.matchAll(new RegExp(`^ *${name} = (.*)$`, 'gmu'))].map(([, value = '']) => value);
}

/** `45m`, `7h` in seconds. */
const inSeconds = (text: string): number => Number.parseInt(text, 10) * (text.endsWith('h') ? 3_600 : 60);

describe('the VPN connections', () => {
  it('are two of two tunnels, one to each appliance', () => {
    const gateways = resourcesOfType(network, 'AWS::EC2::CustomerGateway').map(({ properties }) => properties);
    expect(gateways.map(({ IpAddress }) => IpAddress)).toEqual(['198.51.100.1', '198.51.100.2']);
    expect(tunnels).toHaveLength(4);
  });

  it('carry traffic between the two networks and no other', () => {
    for (const { properties } of resourcesOfType(network, 'AWS::EC2::VPNConnection')) {
      expect(properties).toMatchObject({
        StaticRoutesOnly: true,
        LocalIpv4NetworkCidr: '10.1.0.0/16',
        RemoteIpv4NetworkCidr: '10.0.0.0/16',
      });
    }
    const routes = resourcesOfType(network, 'AWS::EC2::VPNConnectionRoute').map(({ properties }) => properties);
    expect(routes.map(({ DestinationCidrBlock }) => DestinationCidrBlock)).toEqual(['10.1.0.0/16', '10.1.0.0/16']);
  });

  it('pin one strong algorithm per purpose on every tunnel', () => {
    for (const tunnel of tunnels) {
      expect(tunnel).toMatchObject({
        IKEVersions: [{ Value: 'ikev2' }],
        Phase1EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
        Phase1IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
        Phase1DHGroupNumbers: [{ Value: 20 }],
        Phase2EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
        Phase2IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
        Phase2DHGroupNumbers: [{ Value: 20 }],
        DPDTimeoutAction: 'restart',
      });
    }
  });

  it('ask for what the appliances offer', async () => {
    // strongSwan's names for AES256-GCM-16, SHA2-384 as the function that derives keys, and group 20.
    expect(await readOwnSettings('proposals')).toEqual(['aes256gcm16-prfsha384-ecp384']);
    expect(await readOwnSettings('esp_proposals')).toEqual(['aes256gcm16-ecp384']);
    expect(await readOwnSettings('version')).toEqual(['2']);
    expect(await readOwnSettings('replay_window')).toEqual(['1024']);
    expect(tunnels[0]).toMatchObject({ ReplayWindowSize: 1_024 });
  });

  it('have their keys renewed by the appliances, before AWS would', async () => {
    const [tunnel] = tunnels;
    expect(tunnel).toMatchObject({ Phase1LifetimeSeconds: 28_800, Phase2LifetimeSeconds: 3_600 });
    expect(tunnel).toMatchObject({ RekeyMarginTimeSeconds: 270, RekeyFuzzPercentage: 0 });
    const [connection = '', child = ''] = await readOwnSettings('rekey_time');
    expect(inSeconds(connection)).toBeLessThan(28_800 - 270);
    expect(inSeconds(child)).toBeLessThan(3_600 - 270);
  });

  it('log what each tunnel does', () => {
    for (const tunnel of tunnels) {
      const { CloudwatchLogOptions } = tunnel['LogOptions'] as { CloudwatchLogOptions: JsonObject };
      expect(CloudwatchLogOptions['LogEnabled']).toBe(true);
      // EC2 refuses an ARN that ends in ":*", as the group's own attribute does.
      expect(CloudwatchLogOptions['LogGroupArn']).toMatch(
        /^arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:[^*]+$/u,
      );
    }
  });

  it('have inside networks that no other tunnel has', () => {
    const inside = tunnels.map(({ TunnelInsideCidr }) => TunnelInsideCidr);
    expect(inside).toEqual(['169.254.10.0/30', '169.254.10.4/30', '169.254.11.0/30', '169.254.11.4/30']);
  });
});

describe('the pre-shared keys', () => {
  it('are drawn by Secrets Manager in the form that AWS takes, encrypted with the customer’s key', () => {
    const keys = resourcesOfType(network, 'AWS::SecretsManager::Secret').map(({ properties }) => properties);
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      expect(key['SecretString']).toBeUndefined();
      expect(key['KmsKeyId']).toBe('arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1');
      // Letters and digits, 8 to 64 of them, not beginning with 0.
      expect(key['GenerateSecretString']).toEqual({
        PasswordLength: 64,
        ExcludePunctuation: true,
        ExcludeCharacters: '0',
      });
    }
  });

  it('reach each tunnel by reference', () => {
    const reference = (name: string): string => `{{resolve:secretsmanager:\${${name}}:SecretString}}`;
    const [first, second] = [reference('FirstTunnelKey'), reference('SecondTunnelKey')];
    expect(tunnels.map(({ PreSharedKey }) => PreSharedKey)).toEqual([first, second, first, second]);
  });

  it('are in no output and no parameter', () => {
    const stacks = [network, ...Object.values(network.nested)];
    const outputs = stacks.flatMap((stack) => Object.values(stack.outputs));
    expect(JSON.stringify(outputs)).not.toContain('resolve:');
    const parameters = stacks.flatMap(({ resources }) =>
      Object.values(resources).map(({ properties }) => properties['Parameters'] ?? {}),
    );
    expect(JSON.stringify(parameters)).not.toContain('resolve:');
  });
});
