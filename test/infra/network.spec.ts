import { beforeAll, describe, expect, it } from 'vitest';
import { listResources, resourceAt, resourcesOfType, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployNetwork, WITH_APPLIANCES } from './network.deployment.js';
import { statementsOf } from './policy-statements.js';

let network: StackTree;
beforeAll(async () => {
  network = await deployNetwork(WITH_APPLIANCES);
});

describe('the GovCloud network', () => {
  it('has nothing that leads to the internet or takes an address of it', () => {
    const types = listResources(network).map(({ type }) => type);
    expect(types).not.toContain('AWS::EC2::InternetGateway');
    expect(types).not.toContain('AWS::EC2::NatGateway');
    expect(types).not.toContain('AWS::EC2::EIP');
    expect(types).not.toContain('AWS::EC2::EgressOnlyInternetGateway');
  });

  it('puts the function into two zones', () => {
    const subnets = resourcesOfType(network, 'AWS::EC2::Subnet').map(({ properties }) => properties);
    expect(subnets).toMatchObject([
      { CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-gov-west-1a', MapPublicIpOnLaunch: false },
      { CidrBlock: '10.0.2.0/24', AvailabilityZone: 'us-gov-west-1b', MapPublicIpOnLaunch: false },
    ]);
    expect(network.outputs['SubnetIds']).toBe('${SubnetA},${SubnetB}');
  });

  it('has one route of its own: to the commercial network, by the VPN gateway', () => {
    const routes = resourcesOfType(network, 'AWS::EC2::Route').map(({ properties }) => properties);
    expect(routes).toEqual([
      { RouteTableId: '${PrivateRoutes}', DestinationCidrBlock: '10.1.0.0/16', GatewayId: '${VpnGateway}' },
    ]);
  });

  it('writes down every connection, refused ones too, for the days asked for', async () => {
    const tree = await deployNetwork({ LogRetentionDays: '731' });
    const [flowLog] = resourcesOfType(tree, 'AWS::EC2::FlowLog');
    expect(flowLog?.properties).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL', MaxAggregationInterval: 60 });
    const groups = resourcesOfType(tree, 'AWS::Logs::LogGroup').map(({ properties }) => properties);
    const kept = { RetentionInDays: '731', KmsKeyId: 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1' };
    expect(groups).toEqual([
      { LogGroupName: '/gate/flow-logs', ...kept },
      { LogGroupName: '/aws/vendedlogs/gate/vpn-tunnels', ...kept },
    ]);
  });

  it('lets log delivery write the tunnels’ log and no other', () => {
    expect(statementsOf(resourceAt(network, 'Guards.TunnelLogDelivery'))).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '${TunnelLogGroup.Arn}',
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ]);
  });
});

describe('the GovCloud network before there is an appliance', () => {
  it('stands without a VPN', async () => {
    const tree = await deployNetwork();
    const types = listResources(tree).map(({ type }) => type);
    expect(types.filter((type) => /VPN|CustomerGateway|::Route$/.test(type))).toEqual([]);
    expect(tree.outputs).toMatchObject({
      VpnConnectionIdA: 'none',
      VpnConnectionIdB: 'none',
      TunnelSecretIdsA: 'none',
    });
  });

  it('takes one appliance alone', async () => {
    const tree = await deployNetwork({ ApplianceAddressA: '198.51.100.1' });
    expect(resourcesOfType(tree, 'AWS::EC2::VPNConnection')).toHaveLength(1);
    expect(tree.outputs).toMatchObject({ VpnConnectionIdA: '${Connection}', VpnConnectionIdB: 'none' });
  });

  it('refuses what is no address', async () => {
    await expect(deployNetwork({ ApplianceAddressA: 'appliance.example' })).rejects.toThrow('ApplianceAddressA');
  });

  it('cannot be deployed without naming DynamoDB’s prefix list', async () => {
    await expect(deployNetwork({ DynamoDbPrefixListId: '0.0.0.0/0' })).rejects.toThrow('DynamoDbPrefixListId');
  });
});
