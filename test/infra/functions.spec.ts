import { beforeAll, describe, expect, it } from 'vitest';
import { textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, deployVariant, NECESSARY, resourceOf, VARIANTS } from './govcloud.deployment.js';

const GATEWAYS = ['InternetFunction', 'VpnFunction'] as const;
const FUNCTIONS = [...GATEWAYS, 'AuthorizerFunction'] as const;

let tree: StackTree;
beforeAll(async () => {
  tree = await deployGovCloud();
});

describe.each(VARIANTS)('the functions in $region, $mode, $endpoint', (variant) => {
  let deployed: StackTree;
  beforeAll(async () => {
    deployed = await deployVariant(variant);
  });

  it('run on Node 24 and Graviton, out of what the build makes', () => {
    const code = FUNCTIONS.map((name) => {
      const { Runtime, Architectures, CodeUri } = resourceOf(deployed, name).properties;
      return [Runtime, Architectures, CodeUri];
    });
    expect(code).toEqual([
      ['nodejs24.x', ['arm64'], '../../dist/lambda/gateway'],
      ['nodejs24.x', ['arm64'], '../../dist/lambda/gateway'],
      ['nodejs24.x', ['arm64'], '../../dist/lambda/authorizer'],
    ]);
  });

  it('are entered where answers travel as the API expects', () => {
    const entry = variant.mode === 'STREAM' ? 'lambda.streamHandler' : 'lambda.handler';
    expect(FUNCTIONS.map((name) => resourceOf(deployed, name).properties['Handler'])).toEqual([
      entry,
      entry,
      'authorizer.handler',
    ]);
  });

  it('are found by name, and in time', () => {
    expect(FUNCTIONS.map((name) => resourceOf(deployed, name).properties['FunctionName'])).toEqual([
      'dual-routing-gateway-internet',
      'dual-routing-gateway-vpn',
      'dual-routing-gateway-authorizer',
    ]);
    expect(FUNCTIONS.map((name) => resourceOf(deployed, name).properties['Timeout'])).toEqual([900, 900, 10]);
  });
});

describe('the functions', () => {
  it('are attached to a network where the route asks for it, and nowhere else', () => {
    expect(resourceOf(tree, 'InternetFunction').properties).not.toHaveProperty('VpcConfig');
    expect(resourceOf(tree, 'AuthorizerFunction').properties).not.toHaveProperty('VpcConfig');
    const { SubnetIds, SecurityGroupIds } = resourceOf(tree, 'VpnFunction').properties['VpcConfig'] as Record<
      string,
      string[]
    >;
    expect(SubnetIds).toEqual(['${SubnetA}', '${SubnetB}']);
    expect(SecurityGroupIds).toEqual(['${FunctionSecurityGroup}']);
  });

  it('write to a log group of their own, as it is', () => {
    for (const name of FUNCTIONS) {
      const { LoggingConfig } = resourceOf(tree, name).properties;
      const logs = name.replace('Function', 'Logs');
      expect(resourceOf(tree, logs).properties['LogGroupName']).toBe(
        `/aws/lambda/${textOf(resourceOf(tree, name), 'FunctionName')}`,
      );
      expect(LoggingConfig).toEqual({
        LogGroup: `\${${logs}}`,
        LogFormat: 'JSON',
        // Lambda would drop what is below: a spilled audit record must not be.
        ApplicationLogLevel: 'TRACE',
        SystemLogLevel: 'INFO',
      });
    }
  });

  it('have a whole vCPU each, unless the operator says otherwise', async () => {
    expect(GATEWAYS.map((name) => resourceOf(tree, name).properties['MemorySize'])).toEqual(['1769', '1769']);
    const other = await deployGovCloud({ ...NECESSARY, MemoryMegabytes: '1024' });
    expect(GATEWAYS.map((name) => resourceOf(other, name).properties['MemorySize'])).toEqual(['1024', '1024']);
  });

  it('have their concurrency reserved, and none where an account cannot', async () => {
    const reservedOf = (deployed: StackTree): unknown[] =>
      FUNCTIONS.map((name) => resourceOf(deployed, name).properties['ReservedConcurrentExecutions']);
    expect(reservedOf(tree)).toEqual(['100', '100', '50']);
    const none = { InternetConcurrency: '-1', VpnConcurrency: '-1', AuthorizerConcurrency: '-1' };
    expect(reservedOf(await deployGovCloud({ ...NECESSARY, ...none }))).toEqual([undefined, undefined, undefined]);
    expect(reservedOf(await deployGovCloud({ ...NECESSARY, VpnConcurrency: '0' }))).toEqual(['100', '0', '50']);
  });

  it('are called by this API alone, the VPN function for its paths alone', () => {
    const permissions = Object.values(tree.resources).filter(({ type }) => type === 'AWS::Lambda::Permission');
    const api = 'arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:${Api}';
    const granted = permissions.map(({ properties: { FunctionName, Action, Principal, SourceArn } }) => {
      expect([Action, Principal]).toEqual(['lambda:InvokeFunction', 'apigateway.amazonaws.com']);
      return [FunctionName, SourceArn];
    });
    expect(granted).toEqual([
      ['dual-routing-gateway-internet', `${api}/prod/*/*`],
      ['dual-routing-gateway-vpn', `${api}/prod/*/vpn/*`],
      ['dual-routing-gateway-vpn', `${api}/prod/*/v1/vpn/*`],
      ['dual-routing-gateway-authorizer', `${api}/authorizers/*`],
    ]);
  });

  it('are traced, with the API in front of them, unless the operator wants none of it', async () => {
    const [traced, untraced] = [await deployGovCloud(), await deployGovCloud({ ...NECESSARY, Tracing: 'false' })];
    for (const name of ['InternetFunction', 'VpnFunction']) {
      expect(resourceOf(traced, name).properties['Tracing']).toBe('Active');
      expect(resourceOf(untraced, name).properties['Tracing']).toBe('PassThrough');
    }
    expect(resourceOf(traced, 'AuthorizerFunction').properties).not.toHaveProperty('Tracing');
    expect(resourceOf(traced, 'Api').properties['TracingEnabled']).toBe(true);
    expect(resourceOf(untraced, 'Api').properties['TracingEnabled']).toBe(false);
    for (const name of ['InternetRole', 'VpnRole']) {
      expect(JSON.stringify(resourceOf(untraced, name))).not.toContain('xray:');
    }
  });
});
