/**
 * Commercial regions where Bedrock has FIPS endpoints, `bedrock-fips` and `bedrock-runtime-fips`.
 * Source: AWS's partition file `endpoints.json`, services `bedrock` and `bedrock-runtime`.
 */
const FIPS_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-east-2', 'us-west-2', 'ca-central-1']);

/** Whether Bedrock has public FIPS endpoints in a region. Elsewhere there is none to name, and no host to guess. */
export function hasFipsEndpoints(region: string): boolean {
  return FIPS_REGIONS.has(region);
}
