import { beforeAll, describe, expect, it } from 'vitest';
import { TemplateResolver, type ResolvedResource } from '../support/cloudformation/resolve.js';
import type { JsonObject, Template } from '../support/cloudformation/template.js';
import { definitionOf, deployVariant, parametersOf, valuesIn, VARIANTS, type Variant } from './govcloud.deployment.js';
import { hasTranslator, transformTemplate } from './transformed.js';

const REGIONS = ['us-gov-west-1', 'us-east-1'] as const;

/** What the translator makes of a SAM resource, by type, of those that the template does not have itself. */
function listMade(template: Template): string[] {
  return Object.entries(template.Resources).map(([name, { Type }]) => `${Type} ${name.replace(/[0-9a-f]{10}$/, '')}`);
}

describe.skipIf(!hasTranslator())('the template after AWS’s SAM translator', () => {
  const transformed = new Map<string, Template>();
  beforeAll(async () => {
    for (const region of REGIONS) transformed.set(region, await transformTemplate(region));
  }, 120_000);

  const resolve = (variant: Variant): Readonly<Record<string, ResolvedResource>> => {
    const { region } = variant;
    const template = transformed.get(region);
    if (template === undefined) throw new Error(`Nothing was transformed for ${region}`);
    const nested = ['ApiEndpointId', 'SubnetIds', 'FunctionSecurityGroupId', 'VpnConnectionIdA', 'VpnConnectionIdB'];
    const outputs = nested.map((name) => [`Network.Outputs.${name}`, name] as const);
    const values = { ...valuesIn(region), ...Object.fromEntries(outputs) };
    return new TemplateResolver(template, { parameters: parametersOf(variant), region, values }).resources;
  };
  const propertiesOf = (resources: ReturnType<typeof resolve>, name: string): JsonObject => {
    const resource = resources[name];
    if (resource === undefined) throw new Error(`${name} was not made`);
    return resource.properties;
  };

  it.each(REGIONS)('has one stage, no role and no permission that the template does not name, in %s', (region) => {
    const made = listMade(transformed.get(region) ?? { Resources: {} });
    const count = (type: string): number => made.filter((one) => one.startsWith(`${type} `)).length;
    expect(made).toEqual(
      expect.arrayContaining([
        'AWS::ApiGateway::RestApi Api',
        'AWS::ApiGateway::Stage ApiStage',
        'AWS::ApiGateway::Deployment ApiDeployment',
        'AWS::Lambda::Function InternetFunction',
        'AWS::Lambda::Function VpnFunction',
        'AWS::Lambda::Function AuthorizerFunction',
      ]),
    );
    expect([count('AWS::ApiGateway::Stage'), count('AWS::Lambda::Permission'), count('AWS::IAM::Role')]).toEqual([
      1, 4, 4,
    ]);
    expect(made.filter((one) => one.includes('AWS::Serverless::'))).toEqual([]);
  });

  describe.each(VARIANTS)('in $region, $mode, $endpoint', (variant) => {
    let resources: ReturnType<typeof resolve>;
    beforeAll(() => {
      resources = resolve(variant);
    });

    it('has the API just as the template defines it', async () => {
      const { servers, ...body } = propertiesOf(resources, 'Api')['Body'] as JsonObject;
      const { 'x-amazon-apigateway-policy': policy, ...source } = definitionOf(await deployVariant(variant));
      const { 'x-amazon-apigateway-policy': kept, ...rest } = body;
      expect(rest).toEqual(source);
      expect(kept === undefined).toBe(policy === undefined);
      expect(servers).toEqual([
        {
          'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: variant.endpoint === 'REGIONAL' },
        },
      ]);
    });

    it('streams what is to be streamed, for 15 minutes, and nothing else', () => {
      const { paths } = propertiesOf(resources, 'Api')['Body'] as unknown as {
        paths: Record<string, Record<string, { 'x-amazon-apigateway-integration': Record<string, unknown> }>>;
      };
      for (const [path, item] of Object.entries(paths)) {
        for (const { 'x-amazon-apigateway-integration': integration } of Object.values(item)) {
          const { responseTransferMode, timeoutInMillis, uri } = integration;
          const isStream = variant.mode === 'STREAM';
          expect([responseTransferMode, timeoutInMillis], path).toEqual([variant.mode, isStream ? 900_000 : 29_000]);
          expect(String(uri).includes('/2021-11-15/'), path).toBe(isStream);
          expect(String(uri).endsWith('/response-streaming-invocations'), path).toBe(isStream);
        }
      }
    });

    it('has endpoint, TLS policy, throttling and access log where API Gateway looks for them', () => {
      expect(propertiesOf(resources, 'Api')).toMatchObject({
        Name: 'dual-routing-gateway',
        EndpointConfiguration: {
          Types: [variant.endpoint],
          ...(variant.endpoint === 'PRIVATE' && { VpcEndpointIds: ['ApiEndpointId', 'vpce-0a', 'vpce-0b'] }),
        },
        SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
      });
      expect(propertiesOf(resources, 'ApiStage')).toMatchObject({
        StageName: 'prod',
        TracingEnabled: true,
        MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'OFF', DataTraceEnabled: false }],
        AccessLogSetting: { Format: expect.stringContaining('$context.requestId') },
      });
    });

    it('has the functions with roles, logs and limits of the template', () => {
      for (const [name, route] of [
        ['InternetFunction', 'internet'],
        ['VpnFunction', 'vpn'],
      ] as const) {
        expect(propertiesOf(resources, name)).toMatchObject({
          FunctionName: `dual-routing-gateway-${route}`,
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Timeout: 900,
          ReservedConcurrentExecutions: '100',
          Role: expect.stringMatching(new RegExp(`:role/dual-routing-gateway-${variant.region}-${route}$`)),
          LoggingConfig: { ApplicationLogLevel: 'TRACE' },
          Environment: { Variables: { GATEWAY_ATTACHMENT: route } },
        });
      }
      expect(propertiesOf(resources, 'VpnFunction')['VpcConfig']).toEqual({
        SubnetIds: ['SubnetIds'],
        SecurityGroupIds: ['FunctionSecurityGroupId'],
      });
      expect(propertiesOf(resources, 'InternetFunction')).not.toHaveProperty('VpcConfig');
    });
  });
});
