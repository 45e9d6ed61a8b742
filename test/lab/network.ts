import type { Namespace } from './namespace.js';
import {
  COMMERCIAL_NETWORK,
  ENDPOINT_ADDRESS,
  GATEWAY_ADDRESS,
  LETTERS,
  PUBLIC_BEDROCK_ADDRESS,
  PUBLIC_GATEWAY_ADDRESS,
  SITES,
  type Letter,
} from './plan.js';

/** The namespaces of the lab; the README draws how they hang together. */
export interface Network {
  /** The gateway, and AWS's end of the tunnels. */
  readonly gov: Namespace;
  /** The internet as the gateway sees it: Bedrock's public end. */
  readonly internet: Namespace;
  /** The commercial VPC: its router, its internet gateway, and Bedrock's endpoint. */
  readonly vpc: Namespace;
  readonly appliances: Readonly<Record<Letter, Namespace>>;
}

/** Lays the links, addresses and routes between namespaces that are there. Nothing is secured by IPsec yet. */
export async function layNetwork({ gov, internet, vpc, appliances }: Network): Promise<void> {
  await layGov(gov, { internet, vpc });
  await inOneGo(internet, ['link set gov up', `addr add ${PUBLIC_BEDROCK_ADDRESS}/24 dev gov`]);
  await layVpc(vpc, appliances);
  for (const letter of LETTERS) {
    const { address, router } = SITES[letter];
    const lines = ['link set ens5 up', `addr add ${address}/28 dev ens5`, `route add default via ${router}`];
    await inOneGo(appliances[letter], lines);
  }
}

/** What a default route could do with a packet for the commercial network, the last route keeps from happening. */
async function layGov(gov: Namespace, { internet, vpc }: Pick<Network, 'internet' | 'vpc'>): Promise<void> {
  await inOneGo(gov, [
    `link add internet type veth peer name gov netns ${internet.name}`,
    `link add outer type veth peer name outer netns ${vpc.name}`,
    ...['internet', 'outer'].map((link) => `link set ${link} up`),
    `addr add ${PUBLIC_GATEWAY_ADDRESS}/24 dev internet`,
    `addr add ${GATEWAY_ADDRESS}/32 dev lo`,
    ...LETTERS.map((letter) => `addr add ${SITES[letter].tunnelAddress}/32 dev outer`),
    'route add 198.51.100.0/24 dev outer',
    `route add default via ${PUBLIC_BEDROCK_ADDRESS} dev internet`,
    `route add unreachable ${COMMERCIAL_NETWORK} metric 4000`,
  ]);
}

async function layVpc(vpc: Namespace, appliances: Network['appliances']): Promise<void> {
  await inOneGo(vpc, [
    'link set outer up',
    'route add 203.0.113.0/24 dev outer',
    `addr add ${ENDPOINT_ADDRESS}/32 dev lo`,
    ...LETTERS.flatMap((letter) => [
      `link add appliance-${letter} type veth peer name ens5 netns ${appliances[letter].name}`,
      `link set appliance-${letter} up`,
      `addr add ${SITES[letter].router}/28 dev appliance-${letter}`,
      `addr add ${SITES[letter].elasticAddress}/32 dev outer`,
    ]),
  ]);
  await vpc.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  await vpc.run(['nft', '-f', '-'], { input: vpcRules() });
}

/** Elastic IPs are a translation. The endpoint's security group lets the appliances in, and nobody else. */
function vpcRules(): string {
  const inwards = LETTERS.map((letter) => SITES[letter]).map(
    ({ elasticAddress, address }) => `iifname outer ip daddr ${elasticAddress} dnat to ${address}`,
  );
  const outwards = LETTERS.map((letter) => SITES[letter]).map(
    ({ elasticAddress, address }) => `oifname outer ip saddr ${address} snat to ${elasticAddress}`,
  );
  return `
table ip elastic {
  chain inwards { type nat hook prerouting priority dstnat; ${inwards.join('; ')}; }
  chain outwards { type nat hook postrouting priority srcnat; ${outwards.join('; ')}; }
}
table ip endpoint {
  chain input { type filter hook input priority filter; ip daddr ${ENDPOINT_ADDRESS} iifname != "appliance-*" drop; }
}`;
}

/** From here on no packet passes an interface, either way, as on a line that was dug up: nobody is told. */
export async function cutInterface(namespace: Namespace, device: string): Promise<void> {
  const chains = [
    `chain inwards { type filter hook prerouting priority raw; iifname ${device} drop; }`,
    `chain outwards { type filter hook postrouting priority srcnat + 10; oifname ${device} drop; }`,
  ];
  await namespace.run(['nft', '-f', '-'], { input: `table ip cut {\n${chains.join('\n')}\n}` });
}

/** Packets pass again. */
export async function healInterface(namespace: Namespace): Promise<void> {
  await namespace.run(['nft', 'delete', 'table', 'ip', 'cut']);
}

async function inOneGo(namespace: Namespace, lines: readonly string[]): Promise<void> {
  await namespace.run(['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` });
}
