import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { createCertificateAuthority, type CertificateAuthority } from '../support/certificates.js';
import { forkGateway } from '../support/fork-gateway.js';
import { startTlsFront } from '../support/tls-front.js';
import { tokenFor } from '../support/tokens.js';
import type { System } from '../support/system.js';
import { LabAppliance } from './appliance.js';
import { AwsSide } from './aws-side.js';
import { Capture } from './capture.js';
import { startJanitor } from './janitor.js';
import { Namespace } from './namespace.js';
import { cutInterface, healInterface, layNetwork, type Network } from './network.js';
import { ENDPOINT_ADDRESS, LETTERS, PUBLIC_BEDROCK_ADDRESS, type Letter } from './plan.js';
import { startRelay } from './relay.js';

/** The links that are watched from beginning to end. */
export interface Captures {
  /** Between the two partitions, in clear sight of everybody. */
  readonly outer: Capture;
  /** Between the gateway and Bedrock's public end. */
  readonly internet: Capture;
  /** Every interface of the commercial VPC's router, those towards the appliances included. */
  readonly vpc: Capture;
  /** What goes into the tunnels, before it is encrypted: shows that the filters find what they look for. */
  readonly inside: Capture;
}

/** The gateway with a real tunnel to Bedrock. Disposing of it leaves nothing behind. */
export interface Lab extends AsyncDisposable, Pick<System, 'url' | 'token' | 'sandbox'> {
  readonly aws: AwsSide;
  readonly appliances: Readonly<Record<Letter, LabAppliance>>;
  readonly captures: Captures;
  /** Packets that have passed the gateway's link to the internet so far, whatever they were. */
  countInternetPackets(): Promise<number>;
  /** Packets of the links between the partitions vanish. */
  cut(): Promise<void>;
  /** They pass again. */
  heal(): Promise<void>;
}

/** Lays the network and starts everything in it. Neither side of the tunnels has a configuration yet. */
export async function startLab(): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-ipsec-'));
  const name = `lab${process.pid}`;
  const resources = new AsyncDisposableStack();
  resources.use(startJanitor(name, folder));
  try {
    return await fillLab(name, folder, resources);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

async function fillLab(name: string, folder: string, resources: AsyncDisposableStack): Promise<Lab> {
  const network = await createNetwork(name);
  const captures = await watch(network, folder);
  const keys = { a: drawKey(), b: drawKey() };
  const aws = await AwsSide.start(network.gov, folder, keys);
  const captured = { ...captures, inside: await Capture.start(network.gov, 'ipsec0', join(folder, 'inside.pcap')) };
  const appliances = { a: await startAppliance('a'), b: await startAppliance('b') };
  const sandbox = resources.use(await startSandbox());
  const url = await startGatewayIn(network, { sandbox, folder, resources });
  return {
    url,
    sandbox,
    aws,
    appliances,
    captures: captured,
    token: (grant) => tokenFor(sandbox, grant),
    countInternetPackets: () => network.gov.countPackets('internet'),
    cut: () => cutInterface(network.vpc, 'outer'),
    heal: () => healInterface(network.vpc),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };

  async function startAppliance(letter: Letter): Promise<LabAppliance> {
    const appliance = await LabAppliance.start(letter, network.appliances[letter], join(folder, `appliance-${letter}`));
    await appliance.giveSecret(keys[letter]);
    return appliance;
  }
}

async function createNetwork(name: string): Promise<Network> {
  const [gov, internet, vpc] = await Promise.all(
    ['gov', 'internet', 'vpc'].map((place) => Namespace.create(`${name}-${place}`)),
  );
  const [a, b] = await Promise.all(LETTERS.map((letter) => Namespace.create(`${name}-appliance-${letter}`)));
  if (!gov || !internet || !vpc || !a || !b) throw new Error('A namespace is missing');
  const network = { gov, internet, vpc, appliances: { a, b } };
  await layNetwork(network);
  return network;
}

async function watch({ gov, vpc }: Network, folder: string): Promise<Omit<Captures, 'inside'>> {
  const fileOf = (link: string): string => join(folder, `${link}.pcap`);
  const [outer, internet, everything] = await Promise.all([
    Capture.start(gov, 'outer', fileOf('outer')),
    Capture.start(gov, 'internet', fileOf('internet')),
    Capture.start(vpc, 'any', fileOf('vpc')),
  ]);
  return { outer, internet, vpc: everything };
}

/** As Secrets Manager draws it by the template: letters and digits, not beginning with 0. */
function drawKey(): string {
  return `K${randomBytes(31).toString('hex')}K`;
}

/** What the gateway needs beside its network. */
interface Surroundings {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly resources: AsyncDisposableStack;
}

/** Starts the built gateway in its network, as liberal as an operator can make it: what holds then, holds. */
async function startGatewayIn(network: Network, { sandbox, folder, resources }: Surroundings): Promise<string> {
  const authority = createCertificateAuthority('Authority of the lab');
  const bundle = join(folder, 'authority.pem');
  await writeFile(bundle, authority.certificate);
  await openEndpoint(network.vpc, ENDPOINT_ADDRESS, sandbox.urls.vpn, { folder, authority, resources });
  await openEndpoint(network.internet, PUBLIC_BEDROCK_ADDRESS, sandbox.urls.internet, { folder, authority, resources });
  // AWS's other services stand where they stand outside, at the same addresses of the loopback interface.
  for (const url of [sandbox.urls.secretsManager, sandbox.urls.dynamodb]) {
    const path = join(folder, `${portOf(url)}.sock`);
    resources.use(await startRelay({ listen: { path }, connect: loopback(portOf(url)) }));
    await network.gov.relay({ listen: loopback(portOf(url)), connect: { path } });
  }
  const variables = {
    PATH: process.env['PATH'] ?? '',
    NODE_EXTRA_CA_CERTS: bundle,
    GATEWAY_INTERNET_ENDPOINT: `https://${PUBLIC_BEDROCK_ADDRESS}`,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: `https://${PUBLIC_BEDROCK_ADDRESS}`,
    GATEWAY_VPN_ENDPOINT: `https://${ENDPOINT_ADDRESS}`,
    GATEWAY_VPN_CONTROL_ENDPOINT: `https://${ENDPOINT_ADDRESS}`,
    GATEWAY_ROUTE_ORDER: 'vpn,internet',
    GATEWAY_VPN_FALLBACK: 'internet',
  };
  const gateway = resources.use(await forkGateway(sandbox, variables, network.gov.through()));
  const path = join(folder, 'gateway.sock');
  await network.gov.relay({ listen: { path }, connect: loopback(portOf(gateway.url)) });
  const door = resources.use(await startRelay({ listen: loopback(0), connect: { path } }));
  return `http://127.0.0.1:${door.port}`;
}

/** Bedrock at an address of a namespace: TLS on port 443, and a stand-in behind it. */
async function openEndpoint(
  namespace: Namespace,
  address: string,
  upstreamUrl: string,
  { folder, authority, resources }: Omit<Surroundings, 'sandbox'> & { readonly authority: CertificateAuthority },
): Promise<void> {
  const certificate = authority.issue({ names: [address] });
  const front = resources.use(await startTlsFront({ upstreamUrl, certificate }));
  const path = join(folder, `${address}.sock`);
  resources.use(await startRelay({ listen: { path }, connect: loopback(front.port) }));
  await namespace.relay({ listen: { host: address, port: 443 }, connect: { path } });
}

const portOf = (url: string): number => Number(new URL(url).port);

const loopback = (port: number): { host: string; port: number } => ({ host: '127.0.0.1', port });
