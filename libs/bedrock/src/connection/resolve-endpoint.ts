import type { BedrockCredentials } from '../credentials/bedrock-credentials.js';
import { ConnectionOptionsInvalidError, NoEndpointError } from '../errors.js';
import type { BedrockPlane } from '../read-operation-schema.js';
import type { ConnectionOptions } from './connection-options.js';
import { hasFipsEndpoints } from './fips-regions.js';
import { parseEndpoint } from './parse-endpoint.js';
import { REGION_NAME } from './region-name.js';

/** Of Bedrock, where nobody says otherwise. */
export const DEFAULT_REGION = 'us-east-1';
const PUBLIC_HOSTS: Readonly<Record<BedrockPlane, string>> = { runtime: 'bedrock-runtime', control: 'bedrock' };

type EndpointOptions = Pick<
  ConnectionOptions,
  'runtimeEndpoint' | 'controlEndpoint' | 'stsEndpoint' | 'region' | 'privateAddressesOnly' | 'useFipsEndpoints'
>;

/** The region that requests are signed for: the option, else the secret's, else `us-east-1`. */
export function resolveRegion(options: EndpointOptions, credentials: BedrockCredentials): string {
  return options.region ?? credentials.region ?? DEFAULT_REGION;
}

/**
 * Which endpoint a request goes to: the option; else, for connections that may go anywhere, the one in the secret
 * (runtime only), else the public one of the region.
 *
 * @returns an origin, `https://host[:port]`.
 * @throws {NoEndpointError} if a connection for private addresses has no endpoint for the plane, or a region that only
 *   the secret names has no FIPS endpoints and they are asked for.
 */
export function resolveEndpoint(
  options: EndpointOptions,
  plane: BedrockPlane,
  credentials: BedrockCredentials,
): string {
  const configured = plane === 'runtime' ? options.runtimeEndpoint : options.controlEndpoint;
  if (configured !== undefined) return configured;
  if (options.privateAddressesOnly) throw new NoEndpointError(plane);
  if (plane === 'runtime' && credentials.kind === 'access-key' && credentials.endpoint) return credentials.endpoint;
  return publicEndpoint(options, plane, resolveRegion(options, credentials));
}

function publicEndpoint({ useFipsEndpoints }: EndpointOptions, plane: BedrockPlane, region: string): string {
  if (!useFipsEndpoints) return `https://${PUBLIC_HOSTS[plane]}.${region}.amazonaws.com`;
  // Never the other endpoint instead: whoever asks for FIPS has promised it to somebody.
  if (!hasFipsEndpoints(region)) throw new NoEndpointError(plane);
  return `https://${PUBLIC_HOSTS[plane]}-fips.${region}.amazonaws.com`;
}

/**
 * Checks what can be checked before anything is sent, and brings the endpoints into the form of an origin.
 *
 * @throws {ConnectionOptionsInvalidError} that names the option.
 */
export function checkEndpointOptions<Options extends EndpointOptions>(options: Options): Options {
  if (options.privateAddressesOnly && options.runtimeEndpoint === undefined) {
    throw new ConnectionOptionsInvalidError('runtimeEndpoint');
  }
  if (options.region !== undefined && !REGION_NAME.test(options.region)) {
    throw new ConnectionOptionsInvalidError('region');
  }
  const runtimeEndpoint = checkEndpoint('runtimeEndpoint', options.runtimeEndpoint);
  const controlEndpoint = checkEndpoint('controlEndpoint', options.controlEndpoint);
  return {
    ...options,
    runtimeEndpoint,
    controlEndpoint,
    stsEndpoint: checkEndpoint('stsEndpoint', options.stsEndpoint),
  };
}

type EndpointOption = 'runtimeEndpoint' | 'controlEndpoint' | 'stsEndpoint';

function checkEndpoint(option: EndpointOption, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = parseEndpoint(text);
  if (url === undefined) throw new ConnectionOptionsInvalidError(option);
  return url.origin;
}
