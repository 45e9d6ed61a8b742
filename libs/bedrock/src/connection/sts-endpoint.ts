import { ConnectionOptionsInvalidError } from '../errors.js';
import type { ConnectionOptions } from './connection-options.js';
import { DEFAULT_REGION } from './resolve-endpoint.js';

/** Where and for which region STS of the commercial partition is asked. */
export interface StsEndpoint {
  /** `https://host[:port]`. */
  readonly origin: string;
  readonly region: string;
}

type StsOptions = Pick<ConnectionOptions, 'region' | 'stsEndpoint' | 'privateAddressesOnly' | 'useFipsEndpoints'>;

/** Commercial regions where STS has a FIPS endpoint. Source: AWS's partition file `endpoints.json`, service `sts`. */
const FIPS_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2']);

/**
 * Which STS a connection asks: the option; else, for connections that may go anywhere, the public one of the region.
 * Never the global one, and never a public one for private addresses.
 *
 * @throws {ConnectionOptionsInvalidError} `stsEndpoint` if a connection for private addresses has none, or if a FIPS
 *   endpoint is asked for where there is none.
 */
export function resolveStsEndpoint(options: StsOptions): StsEndpoint {
  const { region = DEFAULT_REGION, stsEndpoint, privateAddressesOnly, useFipsEndpoints = false } = options;
  if (stsEndpoint !== undefined) return { origin: stsEndpoint, region };
  const hasNone = privateAddressesOnly || (useFipsEndpoints && !FIPS_REGIONS.has(region));
  if (hasNone) throw new ConnectionOptionsInvalidError('stsEndpoint');
  return { origin: `https://${useFipsEndpoints ? 'sts-fips' : 'sts'}.${region}.amazonaws.com`, region };
}
