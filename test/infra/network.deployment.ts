import { deployTree, type StackTree } from '../support/cloudformation/deploy-tree.js';

export const VPN_ROLE = 'arn:aws-us-gov:iam::123456789012:role/vpn-function';

/** What the root stack gives to its network. */
const FROM_THE_ROOT = {
  Name: 'gate',
  KeyArn: 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1',
  VpnFunctionRoleArn: VPN_ROLE,
  CommercialCredentialsSecretArn: 'credentials-secret',
  TokenSecretArn: 'token-secret',
  AuditTableArn: 'audit-table',
  UsageTableArn: 'usage-table',
  RevocationTableArn: 'revocation-table',
  TrafficTableArn: 'traffic-table',
  InternetFunctionArn: 'internet-function',
  DynamoDbPrefixListId: 'pl-0123abcd',
};

/** The addresses of both appliances, as the commercial stack puts them out. */
export const WITH_APPLIANCES = { ApplianceAddressA: '198.51.100.1', ApplianceAddressB: '198.51.100.2' };

/** The GovCloud network, by default as the first deployment makes it: without an appliance. */
export async function deployNetwork(parameters: Readonly<Record<string, string>> = {}): Promise<StackTree> {
  return deployTree('infra/govcloud/network.yaml', { parameters: { ...FROM_THE_ROOT, ...parameters } });
}
