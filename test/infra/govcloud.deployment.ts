import { deployTree, type StackTree } from '../support/cloudformation/deploy-tree.js';
import type { ResolvedResource } from '../support/cloudformation/resolve.js';
import type { JsonObject } from '../support/cloudformation/template.js';

export const TEMPLATE = 'infra/govcloud/template.yaml';

type Parameters = Readonly<Record<string, string>>;

/** What the template has no default for. */
export const NECESSARY: Parameters = { DynamoDbPrefixListId: 'pl-0123abcd' };

/** Everything optional is on, but for what only a private or a buffered API has. */
export const EVERYTHING: Parameters = {
  ...NECESSARY,
  AlarmEmail: 'operators@agency.example',
  WebAclArn: 'arn:aws-us-gov:wafv2:us-gov-west-1:123456789012:regional/webacl/gate/1',
  DomainName: 'bedrock.agency.example',
  CertificateArn: 'arn:aws-us-gov:acm:us-gov-west-1:123456789012:certificate/1',
  TruststoreUri: 's3://trust/authorities.pem',
  TruststoreVersion: '1',
  BedrockRuntimeEndpoint: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com',
  BedrockControlEndpoint: 'https://vpce-2.bedrock.us-east-1.vpce.amazonaws.com',
  InternetRuntimeEndpoint: 'https://bedrock-runtime-fips.us-east-1.amazonaws.com',
  InternetControlEndpoint: 'https://bedrock-fips.us-east-1.amazonaws.com',
  FederationRoleArn: 'arn:aws:iam::123456789012:role/gate-bedrock',
  FederationIssuer: 'gate-identity.s3.us-east-1.amazonaws.com',
  StsEndpoint: 'https://vpce-3.sts.us-east-1.vpce.amazonaws.com',
  InternetStsEndpoint: 'https://sts-fips.us-east-1.amazonaws.com',
  DataClasses: '{"internal":["internet","vpn"],"cui":["vpn"]}',
  MaxOutputTokens: '8192',
  TokenSecretReaderArns: 'arn:aws-us-gov:iam::123456789012:role/token-issuer',
  TokenKeySetSecretArn: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:keys-AbCdEf',
  TokenIssuer: 'https://idp.agency.example',
  TokenKeySetIssuer: 'https://idp.partner.example',
  TokenAudience: 'gateway',
  TokenRevokerArns: 'arn:aws-us-gov:iam::123456789012:role/token-revoker',
  TrafficShifterArns: 'arn:aws-us-gov:iam::123456789012:role/traffic-shifter',
  TokenRotationDays: '30',
  BedrockKeyRotationDays: '60',
  BedrockUserName: 'bedrock-gateway',
  BedrockKeyDays: '90',
  BedrockKeyRoutes: 'internet,vpn',
  RotationAdminSecretArn: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:rotation-AbCdEf',
  AuditReplayArns: 'arn:aws-us-gov:iam::123456789012:role/audit-replay',
  ModelPrices: '{"*":{"inputUsdPerMTok":1,"outputUsdPerMTok":2}}',
  ApplianceAddressA: '198.51.100.1',
  ApplianceAddressB: '198.51.100.2',
};

/** A private API has no domain of its own here. */
export const PRIVATE: Parameters = {
  ...EVERYTHING,
  ApiEndpointType: 'PRIVATE',
  ApiVpcEndpointIds: 'vpce-0a,vpce-0b',
  DomainName: '',
  CertificateArn: '',
  TruststoreUri: '',
};

/** One deployment to look at. */
export interface Variant {
  readonly region: string;
  readonly mode: 'STREAM' | 'BUFFERED';
  readonly endpoint: 'REGIONAL' | 'PRIVATE';
}

/** Every combination of what changes the shape of the API, with everything optional on. */
export const VARIANTS: readonly Variant[] = ['us-gov-west-1', 'us-east-1'].flatMap((region) =>
  (['STREAM', 'BUFFERED'] as const).flatMap((mode) =>
    (['REGIONAL', 'PRIVATE'] as const).map((endpoint) => ({ region, mode, endpoint })),
  ),
);

/** The parameters of a variant. */
export function parametersOf({ mode, endpoint }: Omit<Variant, 'region'>): Parameters {
  return { ...(endpoint === 'PRIVATE' ? PRIVATE : EVERYTHING), ResponseTransferMode: mode };
}

/** What AWS gives back for the resources whose values go on to where their form is checked. */
export function valuesIn(region: string): Readonly<Record<string, string>> {
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const arn = (service: string, name: string): string => `arn:${partition}:${service}:${region}:123456789012:${name}`;
  return {
    // SAM's own way to name the stage that it makes.
    'Api.Stage': 'prod',
    AuditTable: 'cross-partition-requests',
    'AuditTable.Arn': arn('dynamodb', 'table/cross-partition-requests'),
    UsageTable: 'cross-partition-usage',
    'UsageTable.Arn': arn('dynamodb', 'table/cross-partition-usage'),
    RevocationTable: 'revoked-tokens',
    'RevocationTable.Arn': arn('dynamodb', 'table/revoked-tokens'),
    TrafficTable: 'cross-partition-traffic',
    'TrafficTable.Arn': arn('dynamodb', 'table/cross-partition-traffic'),
    CommercialCredentialsSecret: arn('secretsmanager', 'secret:cross-partition-commercial-creds-AbCdEf'),
    TokenSecret: arn('secretsmanager', 'secret:bearer-token-secret-AbCdEf'),
    'Key.Arn': arn('kms', 'key/1'),
    'IdentityKey.Arn': arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab'),
    'InternetRole.Arn': `arn:${partition}:iam::123456789012:role/dual-routing-gateway-${region}-internet`,
    'VpnRole.Arn': `arn:${partition}:iam::123456789012:role/dual-routing-gateway-${region}-vpn`,
    'AuthorizerRole.Arn': `arn:${partition}:iam::123456789012:role/dual-routing-gateway-${region}-authorizer`,
  };
}

/** The GovCloud stack with all that is nested in it. */
export function deployGovCloud(parameters: Parameters = NECESSARY, region = 'us-gov-west-1'): Promise<StackTree> {
  return deployTree(TEMPLATE, { parameters, region, values: valuesIn(region) });
}

/** The stack of one variant. */
export function deployVariant(variant: Variant): Promise<StackTree> {
  return deployGovCloud(parametersOf(variant), variant.region);
}

/** A resource of the outermost stack. @throws Error when it is not deployed */
export function resourceOf(tree: StackTree, name: string): ResolvedResource {
  const resource = tree.resources[name];
  if (resource === undefined) throw new Error(`${name} is not deployed`);
  return resource;
}

/** API Gateway's definition of the API. */
export function definitionOf(tree: StackTree): JsonObject {
  return resourceOf(tree, 'Api').properties['DefinitionBody'] as JsonObject;
}

/** The variables of a function. */
export function variablesOf(tree: StackTree, name: string): Readonly<Record<string, string>> {
  const { Environment } = resourceOf(tree, name).properties as { Environment: { Variables: Record<string, string> } };
  return Environment.Variables;
}
