/** What the commands use of a tunnel in the answer of `DescribeVpnConnections`. Source: EC2 API, `TunnelOption`. */
export interface TunnelFacts {
  readonly outsideAddress: string;
  readonly insideCidr: string;
  /** Options as EC2 names them; absent ones are at AWS's defaults. */
  readonly options: ReadonlyMap<string, unknown>;
}

/** State of a tunnel. Source: EC2 API, `VgwTelemetry`. */
export interface TunnelState {
  readonly outsideAddress: string;
  readonly state: 'up' | 'down';
  readonly since?: string;
  readonly message?: string;
}

/** One VPN connection, from AWS's side. */
export interface VpnConnection {
  readonly id: string;
  readonly state: string;
  /** The customer gateway's network: the commercial one. "Local" is the customer's side in this API. */
  readonly localCidr: string;
  /** AWS's side: the GovCloud network. */
  readonly remoteCidr: string;
  readonly staticRoutesOnly: boolean;
  /** By their inside network, so that the first is the same one everywhere. AWS lists them in any order. */
  readonly tunnels: readonly TunnelFacts[];
  readonly states: readonly TunnelState[];
  readonly staticRoutes: readonly string[];
  /** XML with the appliance's address and the keys; undefined where the caller may not read it. */
  readonly customerGatewayConfiguration?: string;
}
