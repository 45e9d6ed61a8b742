import { beforeAll, describe, expect, it } from 'vitest';
import { resourceAt, resourcesOfType, textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';
import type { JsonObject } from '../support/cloudformation/template.js';
import { deployCommercial, WITH_TUNNELS } from './commercial.deployment.js';

let commercial: StackTree;
beforeAll(async () => {
  commercial = await deployCommercial(WITH_TUNNELS);
});

const blueprintsOf = (tree: StackTree): readonly JsonObject[] =>
  resourcesOfType(tree, 'AWS::EC2::LaunchTemplate').map(
    ({ properties }) => properties['LaunchTemplateData'] as JsonObject,
  );

const rolesOf = (tree: StackTree): readonly JsonObject[] =>
  resourcesOfType(tree, 'AWS::IAM::Role')
    .filter(({ place }) => place.endsWith('.Machine.Role'))
    .map(({ properties }) => properties);

describe('the appliances', () => {
  it('are two, in two zones, each with an address that stays', () => {
    expect(resourcesOfType(commercial, 'AWS::EC2::EIP')).toHaveLength(2);
    const subnets = resourcesOfType(commercial, 'AWS::EC2::Subnet').filter(({ place }) => place.includes('Appliance'));
    expect(subnets.map(({ properties }) => properties['AvailabilityZone'])).toEqual(['us-east-1a', 'us-east-1b']);
    const places = blueprintsOf(commercial).map(({ NetworkInterfaces }) => NetworkInterfaces);
    expect(places).toMatchObject([[{ SubnetId: '${ApplianceSubnetA}' }], [{ SubnetId: '${ApplianceSubnetB}' }]]);
  });

  it('are Debian on arm64, with encrypted disks, metadata by session only, and no login', () => {
    for (const blueprint of blueprintsOf(commercial)) {
      expect(blueprint).toMatchObject({
        ImageId: '/aws/service/debian/release/12/latest/arm64',
        InstanceType: 't4g.small',
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      });
      expect(blueprint['KeyName']).toBeUndefined();
    }
  });

  it('speak IPsec with AWS’s tunnel addresses, HTTPS outwards, and nothing else', () => {
    const group = resourceAt(commercial, 'ApplianceA.SecurityGroup');
    const { SecurityGroupIngress, SecurityGroupEgress } = group.properties;
    expect(SecurityGroupIngress).toMatchObject([
      { IpProtocol: 'udp', FromPort: 500, ToPort: 500, SourcePrefixListId: '${TunnelAddresses}' },
      { IpProtocol: 'udp', FromPort: 4500, ToPort: 4500, SourcePrefixListId: '${TunnelAddresses}' },
    ]);
    expect(SecurityGroupEgress).toMatchObject([
      { IpProtocol: 'udp', FromPort: 500, ToPort: 500, DestinationPrefixListId: '${TunnelAddresses}' },
      { IpProtocol: 'udp', FromPort: 4500, ToPort: 4500, DestinationPrefixListId: '${TunnelAddresses}' },
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationSecurityGroupId: '${EndpointSecurityGroup}' },
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' },
    ]);
  });

  it('are the only ones that the endpoints let in', () => {
    const rules = resourcesOfType(commercial, 'AWS::EC2::SecurityGroupIngress').map(({ properties }) => properties);
    const rule = { GroupId: '${EndpointSecurityGroup}', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    const from = { SourceSecurityGroupId: '${SecurityGroup}' };
    expect(rules).toEqual([
      { ...rule, ...from, Description: 'gate-a' },
      { ...rule, ...from, Description: 'gate-b' },
    ]);
  });

  it('may read their own tunnel secret and report that they are set up', () => {
    const [role] = rolesOf(commercial);
    expect(role?.['ManagedPolicyArns']).toBeUndefined();
    expect(role?.['Policies']).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            {
              Action: 'secretsmanager:GetSecretValue',
              Resource: expect.stringMatching(/:secret:gate-tunnels-AbCdEf$/u),
            },
            { Action: 'kms:Decrypt', Resource: '${Key.Arn}', Condition: expect.anything() },
            { Action: 'cloudformation:SignalResource', Resource: expect.stringMatching(/:stack\/Machine\/0$/u) },
          ],
        },
      },
    ]);
  });

  it('take shells through Session Manager when asked to', async () => {
    const [role] = rolesOf(await deployCommercial({ SessionManager: 'true' }));
    expect(role?.['ManagedPolicyArns']).toEqual(['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore']);
  });

  it('are moved to another host when theirs fails, and started anew when they hang', () => {
    const actions = resourcesOfType(commercial, 'AWS::CloudWatch::Alarm').map(
      (alarm) => `${textOf(alarm, 'MetricName')} ${JSON.stringify(alarm.properties['AlarmActions'])}`,
    );
    expect(actions).toEqual([
      'StatusCheckFailed_System ["arn:aws:automate:us-east-1:ec2:recover"]',
      'StatusCheckFailed_Instance ["arn:aws:automate:us-east-1:ec2:reboot"]',
      'StatusCheckFailed_System ["arn:aws:automate:us-east-1:ec2:recover"]',
      'StatusCheckFailed_Instance ["arn:aws:automate:us-east-1:ec2:reboot"]',
    ]);
  });
});
