import { ROUTES, type Route } from '@app/routing';
import { listOf, matching, oneOf } from './parse-value.js';
import { parseEndpoint } from './parse-endpoint.js';
import type { VariableReader } from './variable-reader.js';

/** Networks that this process can reach directly. */
export type Attachment = Route | 'both';

/** Where one route ends. Origins without a trailing slash. */
export interface RouteEndpoints {
  /** Bedrock runtime. Internet: unset means the regional default. VPN: unset means that there is no such route. */
  readonly runtimeEndpoint?: string;
  /** Bedrock control plane. Internet: unset means the regional default. VPN: unset means no control operations there. */
  readonly controlEndpoint?: string;
  /** STS, where credentials are sessions of a role. Internet: unset means the regional default. VPN: needed then. */
  readonly stsEndpoint?: string;
}

/** The routes and how requests are spread over them. */
export interface RoutesConfig {
  /** Routes that `auto` tries, in this order; at least one. */
  readonly order: readonly Route[];
  readonly internet: RouteEndpoints;
  readonly vpn: RouteEndpoints;
  /** Whether a request for the VPN route may end on the internet route, where its data may. */
  readonly vpnFallback: 'none' | 'internet';
  /** Name of the sibling function that is attached to the other network. */
  readonly peerFunction?: string;
}

/** Lambda's `FunctionName` without ARN: a name, and an alias or version if need be. Source: Lambda API, `Invoke`. */
const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}(?::(?:\$LATEST|[A-Za-z0-9_-]{1,128}))?$/;

/** Reads `GATEWAY_ATTACHMENT`. */
export function readAttachment(variables: VariableReader): Attachment {
  return variables.withDefault('GATEWAY_ATTACHMENT', oneOf([...ROUTES, 'both']), 'both');
}

/** Reads the endpoints of both routes and the switches between them. */
export function readRoutes(variables: VariableReader): RoutesConfig {
  const peerFunction = variables.optional('GATEWAY_PEER_FUNCTION', matching(FUNCTION_NAME, 'the name of a function'));
  return {
    order: variables.withDefault('GATEWAY_ROUTE_ORDER', listOf(ROUTES), ROUTES),
    internet: readEndpoints(variables, 'INTERNET'),
    vpn: readEndpoints(variables, 'VPN'),
    vpnFallback: variables.withDefault('GATEWAY_VPN_FALLBACK', oneOf(['none', 'internet']), 'none'),
    ...(peerFunction !== undefined && { peerFunction }),
  };
}

function readEndpoints(variables: VariableReader, route: 'INTERNET' | 'VPN'): RouteEndpoints {
  const runtimeEndpoint = variables.optional(`GATEWAY_${route}_ENDPOINT`, parseEndpoint);
  const controlEndpoint = variables.optional(`GATEWAY_${route}_CONTROL_ENDPOINT`, parseEndpoint);
  const stsEndpoint = variables.optional(`GATEWAY_${route}_STS_ENDPOINT`, parseEndpoint);
  return {
    ...(stsEndpoint !== undefined && { stsEndpoint }),
    ...(runtimeEndpoint !== undefined && { runtimeEndpoint }),
    ...(controlEndpoint !== undefined && { controlEndpoint }),
  };
}
