import { membersOf, parseJsonObject, type JsonMembers } from '../../config/parse-json-object.js';
import { CtlError } from '../ctl.error.js';
import { rangeOf } from './cidr.js';
import type { TunnelFacts, TunnelState, VpnConnection } from './vpn-connection.js';

const HOW = 'aws ec2 describe-vpn-connections --output json > vpn.json, with credentials of GovCloud';

/**
 * Reads what the AWS CLI prints for `DescribeVpnConnections`. Connections that are deleted are left out.
 *
 * @throws {CtlError} `usage` for anything else. Nothing out of the text is in the message: it may hold keys.
 */
export function readConnections(text: string): readonly VpnConnection[] {
  const listed = parseJsonObject(text)?.get('VpnConnections');
  if (!Array.isArray(listed)) throw new CtlError('usage', 'That is not what describe-vpn-connections prints', HOW);
  const connections = listed.map((one: unknown) => readConnection(membersOf(one)));
  return connections.filter(({ state }) => state !== 'deleted' && state !== 'deleting');
}

/**
 * The only connection, or the one that is named.
 *
 * @throws {CtlError} `usage` where there is no such one, or more than one to choose from.
 */
export function chooseConnection(connections: readonly VpnConnection[], id: string | undefined): VpnConnection {
  const candidates = connections.filter((connection) => id === undefined || connection.id === id);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  const known = connections.map((connection) => connection.id).join(', ') || 'none at all';
  throw new CtlError('usage', `Which connection? There are: ${known}`, 'the same with --connection vpn-...');
}

function readConnection(members: JsonMembers | undefined): VpnConnection {
  const options = membersOf(members?.get('Options'));
  const id = matching(members, 'VpnConnectionId', /^vpn-[0-9a-f]{8,17}$/);
  const configuration = members?.get('CustomerGatewayConfiguration');
  return {
    id,
    state: matching(members, 'State', /^[a-z]{1,32}$/),
    localCidr: matching(options, 'LocalIpv4NetworkCidr', CIDR),
    remoteCidr: matching(options, 'RemoteIpv4NetworkCidr', CIDR),
    staticRoutesOnly: options?.get('StaticRoutesOnly') === true,
    tunnels: list(options, 'TunnelOptions').map(readTunnel).toSorted(byInsideNetwork),
    states: list(members, 'VgwTelemetry').map(readState),
    staticRoutes: list(members, 'Routes').flatMap(readRoute),
    ...(typeof configuration === 'string' && configuration !== '' && { customerGatewayConfiguration: configuration }),
  };
}

const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const CIDR = /^(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/;

function readTunnel(tunnel: JsonMembers): TunnelFacts {
  return {
    outsideAddress: matching(tunnel, 'OutsideIpAddress', ADDRESS),
    insideCidr: matching(tunnel, 'TunnelInsideCidr', CIDR),
    options: tunnel,
  };
}

function readState(telemetry: JsonMembers): TunnelState {
  const [since, message] = [telemetry.get('LastStatusChange'), telemetry.get('StatusMessage')];
  return {
    outsideAddress: matching(telemetry, 'OutsideIpAddress', ADDRESS),
    state: telemetry.get('Status') === 'UP' ? 'up' : 'down',
    ...(typeof since === 'string' && { since }),
    ...(typeof message === 'string' && message !== '' && { message }),
  };
}

/** Routes that AWS takes to the customer's side; one that is pending or going away is none. */
function readRoute(route: JsonMembers): readonly string[] {
  const destination = route.get('DestinationCidrBlock');
  return route.get('State') === 'available' && typeof destination === 'string' ? [destination] : [];
}

const byInsideNetwork = (one: TunnelFacts, other: TunnelFacts): number =>
  rangeOf(one.insideCidr).from - rangeOf(other.insideCidr).from;

function list(members: JsonMembers | undefined, name: string): readonly JsonMembers[] {
  const value = members?.get(name);
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => membersOf(one) ?? []);
}

function matching(members: JsonMembers | undefined, name: string, pattern: RegExp): string {
  const value = members?.get(name);
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new CtlError('usage', `A connection has no ${name}, or an odd one`, HOW);
}
