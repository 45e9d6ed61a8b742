/** The two appliances, by their letters. */
export const LETTERS = ['a', 'b'] as const;

/** One of the two appliances. */
export type Letter = (typeof LETTERS)[number];

/** Where one appliance stands. */
export interface Site {
  /** As AWS names the customer gateway: the appliance's Elastic IP. */
  readonly elasticAddress: string;
  /** AWS's end of its tunnel. */
  readonly tunnelAddress: string;
  /** Its own address, in the subnet that `infra/commercial` gives it. */
  readonly address: string;
  /** Address of the VPC's router in that subnet. */
  readonly router: string;
}

/** Outside addresses are from the blocks for documentation (RFC 5737), inside ones fit the templates' defaults. */
export const SITES: Readonly<Record<Letter, Site>> = {
  a: { elasticAddress: '198.51.100.1', tunnelAddress: '203.0.113.1', address: '10.1.10.4', router: '10.1.10.1' },
  b: { elasticAddress: '198.51.100.2', tunnelAddress: '203.0.113.3', address: '10.1.10.20', router: '10.1.10.17' },
};

/** Networks on both sides, as the templates have them by default. */
export const GOVCLOUD_NETWORK = '10.0.0.0/16';
export const COMMERCIAL_NETWORK = '10.1.0.0/16';

/** Where the gateway stands in GovCloud's network. */
export const GATEWAY_ADDRESS = '10.0.1.10';
/** Bedrock's endpoint in the commercial VPC. */
export const ENDPOINT_ADDRESS = '10.1.1.10';
/** Where the gateway comes out on the internet, and Bedrock's public end there. */
export const PUBLIC_GATEWAY_ADDRESS = '192.0.2.10';
export const PUBLIC_BEDROCK_ADDRESS = '192.0.2.80';
