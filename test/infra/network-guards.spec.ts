import { describe, expect, it } from 'vitest';
import { resourcesOfType, textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployNetwork } from './network.deployment.js';

const HTTPS = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
const NOWHERE = [{ Description: 'Nowhere', ...HTTPS, CidrIp: '127.0.0.1/32' }];

/** A line per rule: direction, number, action, protocol, network, ports. */
function listRules(tree: StackTree): readonly string[] {
  const rules = resourcesOfType(tree, 'AWS::EC2::NetworkAclEntry').map((entry) => {
    const ports = entry.properties['PortRange'] as { From: number; To: number } | undefined;
    const range = ports === undefined ? 'all' : `${ports.From}-${ports.To}`;
    const parts = ['RuleNumber', 'RuleAction', 'Protocol', 'CidrBlock'].map((name) => textOf(entry, name));
    return [textOf(entry, 'Egress') === 'true' ? 'out' : 'in', ...parts, range].join(' ');
  });
  return rules.toSorted();
}

describe('the security groups', () => {
  it('let the function reach endpoints, DynamoDB and the commercial network by HTTPS, and nobody reach it', async () => {
    const tree = await deployNetwork();
    const group = tree.nested['Guards']?.resources['FunctionSecurityGroup']?.properties;
    expect(group?.['SecurityGroupIngress']).toBeUndefined();
    expect(group?.['SecurityGroupEgress']).toEqual([
      { Description: expect.any(String), ...HTTPS, DestinationPrefixListId: 'pl-0123abcd' },
      { Description: expect.any(String), ...HTTPS, CidrIp: '10.1.0.0/16' },
    ]);
    const others = resourcesOfType(tree, 'AWS::EC2::SecurityGroupEgress').map(({ properties }) => properties);
    expect(others).toEqual([
      {
        GroupId: '${FunctionSecurityGroup}',
        Description: expect.any(String),
        ...HTTPS,
        DestinationSecurityGroupId: '${EndpointSecurityGroup}',
      },
    ]);
  });

  it('let the endpoints be reached by the function alone, and reach nobody', async () => {
    const tree = await deployNetwork();
    const group = tree.nested['Guards']?.resources['EndpointSecurityGroup']?.properties;
    expect(group?.['SecurityGroupIngress']).toEqual([
      { Description: 'The VPN function', ...HTTPS, SourceSecurityGroupId: '${FunctionSecurityGroup}' },
    ]);
    expect(group?.['SecurityGroupEgress']).toEqual(NOWHERE);
  });

  it.each([
    ['', '10.0.0.0/16'],
    ['172.20.0.0/16', '172.20.0.0/16'],
  ])('let callers of a private API come from "%s" (empty: this network)', async (PrivateCallerCidr, from) => {
    const tree = await deployNetwork({ ApiEndpointType: 'PRIVATE', PrivateCallerCidr });
    const group = tree.nested['Guards']?.resources['ApiSecurityGroup']?.properties;
    expect(group?.['SecurityGroupIngress']).toMatchObject([{ ...HTTPS, CidrIp: from }]);
    expect(group?.['SecurityGroupEgress']).toEqual(NOWHERE);
    expect(tree.outputs['ApiEndpointId']).toBe('${ApiEndpoint}');
  });
});

describe('the access control list', () => {
  const RULES = [
    'in 100 allow 6 10.0.0.0/16 443-443',
    'in 110 allow 6 10.0.0.0/16 1024-65535',
    'in 120 allow 6 10.1.0.0/16 1024-65535',
    'in 200 deny -1 10.0.0.0/8 all',
    'in 210 deny -1 172.16.0.0/12 all',
    'in 220 deny -1 192.168.0.0/16 all',
    'in 300 allow 6 0.0.0.0/0 1024-65535',
    'out 100 allow 6 10.0.0.0/16 443-443',
    'out 110 allow 6 10.0.0.0/16 1024-65535',
    'out 120 allow 6 10.1.0.0/16 443-443',
    'out 200 deny -1 10.0.0.0/8 all',
    'out 210 deny -1 172.16.0.0/12 all',
    'out 220 deny -1 192.168.0.0/16 all',
    'out 300 allow 6 0.0.0.0/0 443-443',
  ];

  it('allows each request its answer, and requests outwards only', async () => {
    expect(listRules(await deployNetwork())).toEqual(RULES);
  });

  it('lets callers of a private API in from outside the network when they are named', async () => {
    const callers = ['in 130 allow 6 172.20.0.0/16 443-443', 'out 130 allow 6 172.20.0.0/16 1024-65535'];
    const tree = await deployNetwork({ ApiEndpointType: 'PRIVATE', PrivateCallerCidr: '172.20.0.0/16' });
    expect(listRules(tree)).toEqual([...RULES, ...callers].toSorted());
  });

  it('ignores callers of a private API while the API is not private', async () => {
    expect(listRules(await deployNetwork({ PrivateCallerCidr: '172.20.0.0/16' }))).toEqual(RULES);
  });
});
