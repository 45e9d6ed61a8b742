import { beforeAll, describe, expect, it } from 'vitest';
import type { StackTree } from '../support/cloudformation/deploy-tree.js';
import {
  definitionOf,
  deployGovCloud,
  deployVariant,
  EVERYTHING,
  NECESSARY,
  PRIVATE,
  resourceOf,
  VARIANTS,
} from './govcloud.deployment.js';

let bare: StackTree;
let everything: StackTree;
beforeAll(async () => {
  bare = await deployGovCloud();
  everything = await deployGovCloud(EVERYTHING);
});

describe.each(VARIANTS)('the API in $region, $mode, $endpoint', (variant) => {
  let deployed: StackTree;
  beforeAll(async () => {
    deployed = await deployVariant(variant);
  });

  it('asks the authorizer of the same region about every token, and keeps its word for a minute', () => {
    const partition = variant.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
    const authorizer = `arn:${partition}:lambda:${variant.region}:123456789012:function:dual-routing-gateway-authorizer`;
    expect(definitionOf(deployed)['components']).toEqual({
      securitySchemes: {
        bearer: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'custom',
          'x-amazon-apigateway-authorizer': {
            type: 'request',
            identitySource: 'method.request.header.Authorization',
            authorizerResultTtlInSeconds: 60,
            authorizerUri: `arn:${partition}:apigateway:${variant.region}:lambda:path/2015-03-31/functions/${authorizer}/invocations`,
          },
        },
      },
    });
  });

  it('takes bodies as bytes only where they cannot be streamed', () => {
    const types = definitionOf(deployed)['x-amazon-apigateway-binary-media-types'];
    expect(types).toEqual(variant.mode === 'STREAM' ? undefined : ['*/*']);
  });
});

describe.each(['us-gov-west-1', 'us-east-1'])('where the API is, in %s', (region) => {
  it('is the region, for everybody with a token', async () => {
    const regional = await deployGovCloud(EVERYTHING, region);
    const { EndpointConfiguration, EndpointAccessMode } = resourceOf(regional, 'Api').properties;
    expect([EndpointConfiguration, EndpointAccessMode]).toEqual([{ Type: 'REGIONAL' }, 'STRICT']);
    expect(definitionOf(regional)).not.toHaveProperty('x-amazon-apigateway-policy');
  });

  it('is the VPC, where it was asked to be private, and no way past the endpoints named', async () => {
    const deployed = await deployGovCloud(PRIVATE, region);
    const { EndpointConfiguration, EndpointAccessMode } = resourceOf(deployed, 'Api').properties;
    const { Type, VPCEndpointIds } = EndpointConfiguration as { Type: string; VPCEndpointIds: string[] };
    const [own = '', ...others] = VPCEndpointIds;
    expect(own).not.toBe('none');
    expect([Type, EndpointAccessMode, others]).toEqual(['PRIVATE', 'BASIC', ['vpce-0a', 'vpce-0b']]);
    expect(definitionOf(deployed)['x-amazon-apigateway-policy']).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
        {
          Sid: 'ThroughTheNamedEndpointsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: 'execute-api:/*',
          Condition: { StringNotEquals: { 'aws:SourceVpce': [own, 'vpce-0a', 'vpce-0b'] } },
        },
      ],
    });
  });

  it('is the VPC’s own endpoint alone, where no other is named', async () => {
    const deployed = await deployGovCloud({ ...NECESSARY, ApiEndpointType: 'PRIVATE' }, region);
    const { VPCEndpointIds } = resourceOf(deployed, 'Api').properties['EndpointConfiguration'] as Record<
      string,
      string[]
    >;
    expect(VPCEndpointIds).toHaveLength(1);
    expect(JSON.stringify(definitionOf(deployed)['x-amazon-apigateway-policy'])).toContain(
      `{"StringNotEquals":{"aws:SourceVpce":${JSON.stringify(VPCEndpointIds)}}}`,
    );
  });
});

describe('the stage', () => {
  it('is throttled, measured, and keeps no execution log: that would hold tokens and prompts', () => {
    expect(resourceOf(bare, 'Api').properties['MethodSettings']).toEqual([
      {
        ResourcePath: '/*',
        HttpMethod: '*',
        ThrottlingRateLimit: '100',
        ThrottlingBurstLimit: '200',
        MetricsEnabled: 'true',
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      },
    ]);
  });

  it('logs each access as JSON, with nothing of what was sent', () => {
    const { Format, DestinationArn } = resourceOf(bare, 'Api').properties['AccessLogSetting'] as Record<string, string>;
    expect(DestinationArn).toBe('arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:${AccessLogs}');
    const fields = JSON.parse(Format ?? '') as Record<string, string>;
    for (const value of Object.values(fields)) expect(value).toMatch(/^\$context\.[A-Za-z.]+$/);
    expect(Object.values(fields).toSorted()).toEqual([
      '$context.authorizer.latency',
      '$context.authorizer.principalId',
      '$context.authorizer.status',
      // Of errors the type alone: messages quote the Authorization header.
      '$context.error.responseType',
      '$context.extendedRequestId',
      '$context.httpMethod',
      '$context.identity.sourceIp',
      '$context.integration.latency',
      '$context.integration.requestId',
      '$context.integration.status',
      '$context.path',
      '$context.protocol',
      '$context.requestId',
      '$context.requestTime',
      '$context.resourcePath',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.status',
      '$context.waf.status',
    ]);
  });

  it('is one, is made anew with each deployment, and waits for the role that writes its log', async () => {
    const { OpenApiVersion, AlwaysDeploy, Tags } = resourceOf(bare, 'Api').properties;
    expect({ OpenApiVersion, AlwaysDeploy, Tags }).toEqual({
      OpenApiVersion: '3.0.1',
      AlwaysDeploy: true,
      Tags: { ApiLogRole: '${ApiAccount}' },
    });
    const existing = await deployGovCloud({ ...NECESSARY, ApiLogRole: 'EXISTS' });
    expect(existing.resources).not.toHaveProperty('ApiAccount');
    expect(existing.resources).not.toHaveProperty('ApiLogWriter');
  });

  it('can be behind a firewall', () => {
    expect(bare.resources).not.toHaveProperty('WebAclAssociation');
    expect(resourceOf(everything, 'WebAclAssociation').properties['ResourceArn']).toBe(
      'arn:aws-us-gov:apigateway:us-gov-west-1::/restapis/${Api}/stages/prod',
    );
  });
});

describe('TLS', () => {
  it('is 1.2 at least on the default host name, unless a region knows no policy yet', async () => {
    expect(resourceOf(bare, 'Api').properties['SecurityPolicy']).toBe('SecurityPolicy_TLS13_1_2_2021_06');
    const standard = await deployGovCloud({ ...NECESSARY, TlsPolicy: 'REGION_DEFAULT' });
    expect(resourceOf(standard, 'Api').properties).not.toHaveProperty('SecurityPolicy');
    expect(resourceOf(standard, 'Api').properties).not.toHaveProperty('EndpointAccessMode');
    await expect(deployGovCloud({ ...NECESSARY, TlsPolicy: 'TLS_1_0' })).rejects.toThrow('TlsPolicy');
  });

  it('is 1.2 at least and mutual on a domain of one’s own, past which there is then no way', async () => {
    expect(resourceOf(everything, 'Domain').properties).toMatchObject({
      SecurityPolicy: 'TLS_1_2',
      MutualTlsAuthentication: { TruststoreUri: 's3://trust/authorities.pem', TruststoreVersion: '1' },
    });
    expect(resourceOf(everything, 'Api').properties['DisableExecuteApiEndpoint']).toBe(true);
    expect(everything.outputs['ApiUrl']).toBe('https://bedrock.agency.example');

    const oneWay = await deployGovCloud({ ...EVERYTHING, TruststoreUri: '' });
    expect(resourceOf(oneWay, 'Domain').properties).not.toHaveProperty('MutualTlsAuthentication');
    expect(resourceOf(oneWay, 'Api').properties['DisableExecuteApiEndpoint']).toBe(false);
  });
});

describe('the outputs', () => {
  it('say where to call, and what the next steps need', async () => {
    expect(bare.outputs).toMatchObject({
      ApiUrl: 'https://${Api}.execute-api.us-gov-west-1.amazonaws.com/prod',
      InternetFunctionName: 'dual-routing-gateway-internet',
      VpnFunctionName: 'dual-routing-gateway-vpn',
      AuthorizerFunctionName: 'dual-routing-gateway-authorizer',
      AuditTableName: 'cross-partition-requests',
      VpnConnectionIdA: 'none',
      VpnConnectionIdB: 'none',
    });
    const { outputs } = await deployGovCloud(PRIVATE);
    expect(outputs['VpnConnectionIdA']).not.toBe('none');
    expect(outputs).not.toHaveProperty('DomainTarget');
  });
});
