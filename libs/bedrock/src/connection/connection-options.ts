/** How one route reaches Bedrock. */
export interface ConnectionOptions {
  /**
   * Bedrock runtime, e.g. a VPC endpoint's own DNS name: `https://host`, `http://` for loopback hosts only.
   * Unset: the endpoint in the secret, else the public one of the region. Must be set for private addresses only.
   */
  readonly runtimeEndpoint?: string | undefined;
  /**
   * Bedrock control plane (model lists). Unset: the public one of the region; for private addresses only, control
   * operations then fail with `NoEndpointError`.
   */
  readonly controlEndpoint?: string | undefined;
  /**
   * STS of the commercial partition, for credentials that are asked for by the route itself. Unset: the public one of
   * the region. Must be set for private addresses only, where such credentials are used.
   */
  readonly stsEndpoint?: string | undefined;
  /** Commercial region. Unset: the region in the secret, else `us-east-1`. */
  readonly region?: string | undefined;
  /**
   * The public endpoints of the region are its FIPS endpoints. Endpoints that are named, here or in the secret, stay what
   * they are. Default: no.
   */
  readonly useFipsEndpoints?: boolean;
  /** Refuse to connect to anything but loopback and private addresses, checked for each connection after DNS. */
  readonly privateAddressesOnly: boolean;
  /** DNS, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** Sockets per endpoint; further calls wait for one. */
  readonly maxConnections: number;
  /**
   * From sending to the first byte of the body, for streams and the control plane: a model's answer in one piece
   * comes when the model has finished, and only the caller's signal limits that.
   */
  readonly firstByteTimeoutMs: number;
  /** Silence between two chunks of a body; time in which the consumer does not read is not counted. */
  readonly idleTimeoutMs: number;
}
