import { CtlError } from '../ctl.error.js';

/** The appliance's side of one tunnel. */
export interface ApplianceTunnel {
  /** Of the appliance. */
  readonly ownAddress: string;
  /** Of AWS. */
  readonly outsideAddress: string;
  readonly preSharedKey: string;
}

/** What AWS takes for a key. Source: AWS Site-to-Site VPN, "Tunnel options"; the appliance checks the same. */
const KEY = /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;

const TUNNEL = /<ipsec_tunnel>(.*?)<\/ipsec_tunnel>/gs;

/**
 * Reads the XML that `DescribeVpnConnections` has in `CustomerGatewayConfiguration`: three values per tunnel, out of a
 * document of a machine's, without attributes that matter. Whatever could make its text mean something else (entities,
 * comments, sections) is refused instead of understood.
 *
 * @throws {CtlError} `failed` where that is not what it is. Nothing out of it is in the message.
 */
export function readGatewayConfiguration(xml: string): readonly ApplianceTunnel[] {
  const body = xml.replace(/^\s*<\?xml[^<>]*\?>/, '');
  const tunnels = /<!|<\?|&/.test(body) ? [] : [...body.matchAll(TUNNEL)].map(([, tunnel = '']) => readTunnel(tunnel));
  if (tunnels.length === 2 && tunnels.every((tunnel) => tunnel !== undefined)) return tunnels;
  const message = 'The CustomerGatewayConfiguration is not what AWS writes: two tunnels, each with addresses and a key';
  throw new CtlError('failed', message, 'where the keys are kept in Secrets Manager: infra/copy-tunnel-keys.sh');
}

function readTunnel(tunnel: string): ApplianceTunnel | undefined {
  const ownAddress = addressIn(elementIn(tunnel, 'customer_gateway'));
  const outsideAddress = addressIn(elementIn(tunnel, 'vpn_gateway'));
  const preSharedKey = elementIn(elementIn(tunnel, 'ike'), 'pre_shared_key').trim();
  if (!ADDRESS.test(ownAddress) || !ADDRESS.test(outsideAddress) || !KEY.test(preSharedKey)) return undefined;
  return { ownAddress, outsideAddress, preSharedKey };
}

const addressIn = (side: string): string => elementIn(elementIn(side, 'tunnel_outside_address'), 'ip_address').trim();

/** The content of the first element of a name; empty where there is none. */
function elementIn(xml: string, name: string): string {
  const [from, to] = [xml.indexOf(`<${name}>`), xml.indexOf(`</${name}>`)];
  return from === -1 || to < from ? '' : xml.slice(from + name.length + 2, to);
}
