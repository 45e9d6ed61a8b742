import { isIPv4 } from 'node:net';
import { membersOf } from '../../config/parse-json-object.js';
import { overlap } from './cidr.js';
import type { TunnelFacts, VpnConnection } from './vpn-connection.js';

/** One thing that was looked at. */
export interface VpnFinding {
  /** `tunnel 1`, or `connection`. */
  readonly of: string;
  readonly check: string;
  readonly state: 'ok' | 'failed';
  readonly found: string;
  readonly wanted: string;
}

/**
 * What each tunnel has to be told: the one algorithm per purpose that the appliance offers, and lifetimes and silences
 * that are longer than the appliance's own, so that it leads. As `infra/govcloud/vpn-connection.yaml` has them, by the
 * names of the EC2 API; where AWS leaves a value out, its default. Source: AWS Site-to-Site VPN, "Tunnel options".
 */
const OPTIONS: readonly (readonly [name: string, wanted: string, byDefault: string])[] = [
  ['IkeVersions', 'ikev2', 'ikev1, ikev2'],
  ['Phase1EncryptionAlgorithms', 'AES256-GCM-16', 'all'],
  ['Phase1IntegrityAlgorithms', 'SHA2-384', 'all'],
  ['Phase1DHGroupNumbers', '20', 'all'],
  ['Phase1LifetimeSeconds', '28800', '28800'],
  ['Phase2EncryptionAlgorithms', 'AES256-GCM-16', 'all'],
  ['Phase2IntegrityAlgorithms', 'SHA2-384', 'all'],
  ['Phase2DHGroupNumbers', '20', 'all'],
  ['Phase2LifetimeSeconds', '3600', '3600'],
  ['RekeyMarginTimeSeconds', '270', '270'],
  ['RekeyFuzzPercentage', '0', '100'],
  ['ReplayWindowSize', '1024', '1024'],
  ['StartupAction', 'add', 'add'],
  ['DpdTimeoutAction', 'restart', 'clear'],
  ['DpdTimeoutSeconds', '30', '30'],
];

/** Holds a connection against what the two templates agree on. Pure; keys are not looked at. */
export function validateConnection(connection: VpnConnection): readonly VpnFinding[] {
  const { state, staticRoutesOnly, tunnels, localCidr, remoteCidr, staticRoutes } = connection;
  const of = 'connection';
  const addresses = tunnels.map(({ outsideAddress }) => outsideAddress);
  const areDistinct = addresses.length === 2 && new Set(addresses).size === 2 && addresses.every((one) => isIPv4(one));
  return [
    finding(of, 'state', state, 'available'),
    finding(of, 'routing', staticRoutesOnly ? 'static' : 'BGP', 'static'),
    finding(of, 'networks', overlap(localCidr, remoteCidr) ? 'they overlap' : 'apart', 'apart'),
    finding(of, 'routes', staticRoutes.toSorted().join(', ') || 'none', localCidr),
    finding(of, 'tunnels', areDistinct ? 'two' : addresses.join(', ') || 'none', 'two'),
    ...tunnels.flatMap((tunnel, index) => validateTunnel(`tunnel ${index + 1}`, tunnel)),
  ];
}

function validateTunnel(of: string, { options }: TunnelFacts): readonly VpnFinding[] {
  return OPTIONS.map(([name, wanted, byDefault]) => finding(of, name, valueOf(options.get(name)) ?? byDefault, wanted));
}

function finding(of: string, check: string, found: string, wanted: string): VpnFinding {
  return { of, check, state: found === wanted ? 'ok' : 'failed', found, wanted };
}

/** Algorithms come as a list of `{ Value }`; an empty one means the default. */
function valueOf(option: unknown): string | undefined {
  if (typeof option === 'number' || typeof option === 'string') return String(option);
  if (!Array.isArray(option) || option.length === 0) return undefined;
  return option.map((entry: unknown) => String(membersOf(entry)?.get('Value'))).join(', ');
}
