import { parse } from 'yaml';
import { deployTree, resourceAt, type StackTree } from '../support/cloudformation/deploy-tree.js';

/** An endpoint's names as EC2 lists them: hosted zone and name, the one for all zones first. */
const namesOf = (service: string): readonly string[] => [
  `Z1:vpce-1.${service}.us-east-1.vpce.amazonaws.com`,
  `Z1:vpce-1-us-east-1a.${service}.us-east-1.vpce.amazonaws.com`,
];

const FROM_AWS = {
  'BedrockRuntimeEndpoint.DnsEntries': namesOf('bedrock-runtime'),
  'BedrockControlEndpoint.DnsEntries': namesOf('bedrock'),
  'StsEndpoint.DnsEntries': namesOf('sts'),
  'Address.AllocationId': 'eipalloc-1',
  Address: '198.51.100.1',
  TunnelSecret: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:gate-tunnels-AbCdEf',
};

/** The outside addresses of all four tunnels, as GovCloud names them. */
export const WITH_TUNNELS = {
  TunnelAddressA1: '203.0.113.1',
  TunnelAddressA2: '203.0.113.2',
  TunnelAddressB1: '203.0.113.3',
  TunnelAddressB2: '203.0.113.4',
};

/** The commercial side, by default as the first deployment makes it: without a tunnel. */
export async function deployCommercial(
  parameters: Readonly<Record<string, string>> = {},
  values: Readonly<Record<string, string>> = {},
): Promise<StackTree> {
  return deployTree('infra/commercial/template.yaml', {
    region: 'us-east-1',
    parameters: { Name: 'gate', ...parameters },
    values: { ...FROM_AWS, ...values },
  });
}

/** A file that an appliance's user data writes. */
export interface ApplianceFile {
  readonly path: string;
  readonly permissions?: string;
  readonly content: string;
}

/** What a fresh appliance is told to do. */
export interface UserData {
  readonly text: string;
  readonly files: readonly ApplianceFile[];
  readonly commands: unknown;
}

const userData = new Map<string, Promise<UserData>>();

/** The user data of appliance A, or of one with another Elastic IP. Source of its form: cloud-init, "cloud config". */
export async function readUserData(elasticAddress = FROM_AWS.Address): Promise<UserData> {
  const known = userData.get(elasticAddress) ?? decodeUserData(elasticAddress);
  userData.set(elasticAddress, known);
  return known;
}

async function decodeUserData(elasticAddress: string): Promise<UserData> {
  const commercial = await deployCommercial({}, { Address: elasticAddress });
  const blueprint = resourceAt(commercial, 'ApplianceA.Machine.Blueprint');
  const { UserData } = blueprint.properties['LaunchTemplateData'] as { UserData: string };
  const text = Buffer.from(UserData, 'base64').toString();
  const { write_files, runcmd } = parse(text) as { write_files: ApplianceFile[]; runcmd: unknown };
  return { text, files: write_files, commands: runcmd };
}
