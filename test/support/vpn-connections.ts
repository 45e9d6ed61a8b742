/** Keys of the tests. They open nothing, and must never be printed. */
export const TUNNEL_KEYS = ['FirstKeyOfTheTest', 'Second_Key.OfTheTest'] as const;

/** Options of a tunnel as the template sets them, by the names of the EC2 API. Lists of algorithms are lists of `Value`. */
const OPTIONS = {
  IkeVersions: [{ Value: 'ikev2' }],
  Phase1EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
  Phase1IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
  Phase1DHGroupNumbers: [{ Value: 20 }],
  Phase1LifetimeSeconds: 28_800,
  Phase2EncryptionAlgorithms: [{ Value: 'AES256-GCM-16' }],
  Phase2IntegrityAlgorithms: [{ Value: 'SHA2-384' }],
  Phase2DHGroupNumbers: [{ Value: 20 }],
  Phase2LifetimeSeconds: 3_600,
  RekeyMarginTimeSeconds: 270,
  RekeyFuzzPercentage: 0,
  ReplayWindowSize: 1_024,
  StartupAction: 'add',
  DpdTimeoutAction: 'restart',
  DpdTimeoutSeconds: 30,
};

/** The XML of both tunnels as AWS writes it, the second one first: AWS promises no order. */
export function gatewayConfiguration(keys: readonly string[] = TUNNEL_KEYS): string {
  const tunnel = (outside: string, key = ''): string => `
  <ipsec_tunnel>
    <customer_gateway>
      <tunnel_outside_address><ip_address>198.51.100.1</ip_address></tunnel_outside_address>
      <tunnel_inside_address><ip_address>169.254.10.2</ip_address></tunnel_inside_address>
    </customer_gateway>
    <vpn_gateway>
      <tunnel_outside_address><ip_address>${outside}</ip_address></tunnel_outside_address>
      <tunnel_inside_address><ip_address>169.254.10.1</ip_address></tunnel_inside_address>
    </vpn_gateway>
    <ike><mode>main</mode><pre_shared_key>${key}</pre_shared_key></ike>
    <ipsec><protocol>esp</protocol></ipsec>
  </ipsec_tunnel>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<vpn_connection id="vpn-0123456789abcdef0">${tunnel('203.0.113.2', keys[1])}${tunnel('203.0.113.1', keys[0])}
</vpn_connection>`;
}

/** A connection as `DescribeVpnConnections` has it; what is given takes the place of what is there. */
export function vpnConnection(changes: object = {}, tunnelChanges: object = {}): object {
  return {
    VpnConnectionId: 'vpn-0123456789abcdef0',
    State: 'available',
    Type: 'ipsec.1',
    CustomerGatewayConfiguration: gatewayConfiguration(),
    Options: {
      StaticRoutesOnly: true,
      LocalIpv4NetworkCidr: '10.1.0.0/16',
      RemoteIpv4NetworkCidr: '10.0.0.0/16',
      TunnelOptions: [
        {
          OutsideIpAddress: '203.0.113.2',
          TunnelInsideCidr: '169.254.10.4/30',
          PreSharedKey: TUNNEL_KEYS[1],
          ...OPTIONS,
        },
        {
          OutsideIpAddress: '203.0.113.1',
          TunnelInsideCidr: '169.254.10.0/30',
          PreSharedKey: TUNNEL_KEYS[0],
          ...OPTIONS,
          ...tunnelChanges,
        },
      ],
    },
    Routes: [{ DestinationCidrBlock: '10.1.0.0/16', State: 'available' }],
    VgwTelemetry: [telemetry('203.0.113.2'), telemetry('203.0.113.1')],
    ...changes,
  };
}

/** The state of a tunnel. */
export function telemetry(address: string, changes: object = {}): object {
  const state = {
    Status: 'UP',
    StatusMessage: '',
    LastStatusChange: '2026-01-02T03:04:05+00:00',
    AcceptedRouteCount: 1,
  };
  return { OutsideIpAddress: address, ...state, ...changes };
}

/** What the AWS CLI prints. */
export function describedVpn(...connections: readonly object[]): string {
  return JSON.stringify({ VpnConnections: connections }, undefined, 4);
}
