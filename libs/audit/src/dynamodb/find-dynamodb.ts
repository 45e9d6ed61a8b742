import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
} from '@smithy/core/config';

/** Where DynamoDB is, and the region that requests to it are signed for. */
export interface DynamoDbPlace {
  /** `https://host[:port]`. */
  readonly origin: string;
  readonly region: string;
}

/**
 * Finds DynamoDB as AWS's SDKs do, by `AWS_REGION` and `AWS_USE_FIPS_ENDPOINT`, or the shared configuration file.
 *
 * @param endpoint instead of the region's own.
 * @throws if no region is configured.
 */
export async function findDynamoDb(endpoint: string | undefined): Promise<DynamoDbPlace> {
  const region = await loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();
  if (endpoint !== undefined) return { origin: new URL(endpoint).origin, region };
  const useFips = await loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS)();
  return { origin: originIn(region, useFips), region };
}

/**
 * In GovCloud the service's one endpoint is the FIPS endpoint.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
function originIn(region: string, useFips: boolean): string {
  const host = useFips && !region.startsWith('us-gov-') ? 'dynamodb-fips' : 'dynamodb';
  return `https://${host}.${region}.amazonaws.com`;
}
