import type { BedrockCredentials } from '../credentials/bedrock-credentials.js';
import { ConnectionOptionsInvalidError, NoEndpointError } from '../errors.js';
import type { BedrockPlane } from '../read-operation-schema.js';
import type { ConnectionOptions } from './connection-options.js';
import { parseEndpoint } from './parse-endpoint.js';
import { REGION_NAME } from './region-name.js';

const DEFAULT_REGION = 'us-east-1';
const PUBLIC_HOSTS: Readonly<Record<BedrockPlane, string>> = { runtime: 'bedrock-runtime', control: 'bedrock' };

type EndpointOptions = Pick<
  ConnectionOptions,
  'runtimeEndpoint' | 'controlEndpoint' | 'region' | 'privateAddressesOnly'
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
 * @throws {NoEndpointError} if a connection for private addresses has no endpoint for the plane.
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
  return `https://${PUBLIC_HOSTS[plane]}.${resolveRegion(options, credentials)}.amazonaws.com`;
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
  return { ...options, runtimeEndpoint, controlEndpoint: checkEndpoint('controlEndpoint', options.controlEndpoint) };
}

function checkEndpoint(option: 'runtimeEndpoint' | 'controlEndpoint', text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = parseEndpoint(text);
  if (url === undefined) throw new ConnectionOptionsInvalidError(option);
  return url.origin;
}
