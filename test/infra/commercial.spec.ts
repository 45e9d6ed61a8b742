import { beforeAll, describe, expect, it } from 'vitest';
import { listResources, resourcesOfType, textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { readTemplate } from '../support/cloudformation/read-template.js';
import { deployCommercial, WITH_TUNNELS } from './commercial.deployment.js';

let commercial: StackTree;
beforeAll(async () => {
  commercial = await deployCommercial();
});

describe('the commercial stack', () => {
  it('puts out what GovCloud asks for, under the same names', async () => {
    const { Parameters = {} } = await readTemplate('infra/govcloud/template.yaml');
    const handedOver = {
      CommercialRegion: 'us-east-1',
      CommercialVpcCidr: '10.1.0.0/16',
      ApplianceAddressA: '198.51.100.1',
      ApplianceAddressB: '198.51.100.1',
      BedrockRuntimeEndpoint: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com',
      BedrockControlEndpoint: 'https://vpce-1.bedrock.us-east-1.vpce.amazonaws.com',
    };
    expect(commercial.outputs).toMatchObject(handedOver);
    expect(Object.keys(handedOver).filter((name) => Parameters[name] === undefined)).toEqual([]);
  });

  it('names STS the same way, for federation', () => {
    expect(commercial.outputs['StsEndpoint']).toBe('https://vpce-1.sts.us-east-1.vpce.amazonaws.com');
  });

  it('makes no key for anybody', () => {
    const types = listResources(commercial).map(({ type }) => type);
    expect(types).not.toContain('AWS::IAM::AccessKey');
    expect(types).not.toContain('AWS::EC2::KeyPair');
    expect(types.filter((type) => type.includes('ServiceSpecificCredential'))).toEqual([]);
  });

  it('puts out no secret, only where it is', () => {
    expect(JSON.stringify(commercial.outputs)).not.toContain('resolve:');
    expect(commercial.outputs['TunnelSecretArnA']).toMatch(/^arn:aws:secretsmanager:.*:secret:gate-tunnels-/u);
    const secrets = resourcesOfType(commercial, 'AWS::SecretsManager::Secret').map(({ properties }) => properties);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) {
      expect(secret['SecretString']).toBeUndefined();
      expect(secret['KmsKeyId']).toBe('${Key.Arn}');
    }
  });

  it('keeps the endpoints in subnets without a way out', () => {
    const routes = resourcesOfType(commercial, 'AWS::EC2::Route').map(({ properties }) => properties['RouteTableId']);
    expect(routes).toEqual(['${ApplianceRoutes}']);
    const associations = resourcesOfType(commercial, 'AWS::EC2::SubnetRouteTableAssociation').map(
      (association) => `${textOf(association, 'SubnetId')} ${textOf(association, 'RouteTableId')}`,
    );
    expect(associations).toEqual([
      '${SubnetA} ${EndpointRoutes}',
      '${SubnetB} ${EndpointRoutes}',
      '${ApplianceSubnetA} ${ApplianceRoutes}',
      '${ApplianceSubnetB} ${ApplianceRoutes}',
    ]);
  });

  it('lets the endpoints’ subnets speak with the appliances’ subnets only', () => {
    // Outwards, network, ports.
    const rules = resourcesOfType(commercial, 'AWS::EC2::NetworkAclEntry').map(
      (entry) =>
        `${textOf(entry, 'Egress')} ${textOf(entry, 'CidrBlock')} ${JSON.stringify(entry.properties['PortRange'])}`,
    );
    expect(rules).toEqual([
      'false 10.1.10.0/28 {"From":443,"To":443}',
      'false 10.1.10.16/28 {"From":443,"To":443}',
      'true 10.1.10.0/28 {"From":1024,"To":65535}',
      'true 10.1.10.16/28 {"From":1024,"To":65535}',
    ]);
  });

  it('watches the whole account’s costs when somebody is to hear of them', async () => {
    expect(resourcesOfType(commercial, 'AWS::Budgets::Budget')).toEqual([]);
    const [budget] = resourcesOfType(await deployCommercial({ BudgetEmail: 'a@b.example' }), 'AWS::Budgets::Budget');
    expect(budget?.properties['Budget']).toMatchObject({ BudgetLimit: { Amount: '500', Unit: 'USD' } });
    expect(JSON.stringify(budget)).not.toContain('CostFilters');
  });
});

describe('the commercial stack and the tunnels', () => {
  it('is closed until the tunnels’ addresses are known', () => {
    const lists = resourcesOfType(commercial, 'AWS::EC2::PrefixList').map(({ properties }) => properties['Entries']);
    expect(lists).toEqual([[], []]);
  });

  it('opens each appliance to its own two tunnels', async () => {
    const tree = await deployCommercial(WITH_TUNNELS);
    const lists = resourcesOfType(tree, 'AWS::EC2::PrefixList').map(({ properties }) => properties['Entries']);
    expect(lists).toMatchObject([
      [{ Cidr: '203.0.113.1/32' }, { Cidr: '203.0.113.2/32' }],
      [{ Cidr: '203.0.113.3/32' }, { Cidr: '203.0.113.4/32' }],
    ]);
  });

  it('refuses a tunnel address that is none', async () => {
    await expect(deployCommercial({ TunnelAddressA1: '0.0.0.0/0' })).rejects.toThrow('TunnelAddressA1');
  });
});
