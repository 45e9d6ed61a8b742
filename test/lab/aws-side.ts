import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resourcesOfType } from '../support/cloudformation/deploy-tree.js';
import { deployNetwork, WITH_APPLIANCES } from '../infra/network.deployment.js';
import { Charon } from './charon.js';
import type { CommandResult, Namespace } from './namespace.js';
import { COMMERCIAL_NETWORK, GATEWAY_ADDRESS, LETTERS, SITES, type Letter } from './plan.js';
import { renderAwsConnection, renderAwsSettings, type TunnelOptions } from './render-aws-side.js';

/** A user-space tunnel adds up to 70 bytes to a packet; the links carry 1500. */
const TUNNEL_MTU = 1_400;

/** What AWS's end of a tunnel is to accept: by default what the template says, with the tunnel's own key. */
export interface Offer {
  readonly options?: TunnelOptions;
  readonly preSharedKey?: string;
}

/** AWS's end of the tunnels: strongSwan, told to be what `infra/govcloud/vpn-connection.yaml` asks for. */
export class AwsSide {
  private constructor(
    readonly charon: Charon,
    private readonly folder: string,
    private readonly asked: Readonly<Record<Letter, TunnelOptions>>,
    private readonly keys: Readonly<Record<Letter, string>>,
  ) {}

  static async start(gov: Namespace, folder: string, keys: Readonly<Record<Letter, string>>): Promise<AwsSide> {
    const asked = await readTunnelOptions();
    await writeFile(join(folder, 'aws.conf'), renderAwsSettings(asked.a));
    const charon = await Charon.start(gov, join(folder, 'aws'), join(folder, 'aws.conf'));
    await gov.run(['ip', 'link', 'set', 'ipsec0', 'mtu', String(TUNNEL_MTU), 'up']);
    // The route of the VPC: always towards the VPN, whether there is a tunnel or not.
    await gov.run(['ip', 'route', 'add', COMMERCIAL_NETWORK, 'dev', 'ipsec0', 'src', GATEWAY_ADDRESS]);
    return new AwsSide(charon, folder, asked, keys);
  }

  /** What the template asks for, for the first tunnel of a connection. */
  optionsOf(letter: Letter): TunnelOptions {
    return this.asked[letter];
  }

  /** From now on either connection is this; tunnels that are up stay. */
  async load({ options, preSharedKey }: Offer = {}): Promise<void> {
    const file = join(this.folder, 'aws.swanctl.conf');
    const connections = LETTERS.map((letter, index) =>
      renderAwsConnection(letter, {
        site: SITES[letter],
        number: index + 1,
        options: options ?? this.asked[letter],
        preSharedKey: preSharedKey ?? this.keys[letter],
      }),
    );
    await writeFile(file, connections.join('\n'), { mode: 0o600 });
    const { exitCode, output } = await this.charon.swanctl('--load-all', '--clear', '--noprompt', '--file', file);
    if (exitCode !== 0) throw new Error(`AWS's side does not load: ${output}`);
  }

  /** Has AWS's side begin, which it does by itself only after a peer has gone silent. */
  initiate(letter: Letter): Promise<CommandResult> {
    return this.charon.swanctl('--initiate', '--child', letter, '--timeout', '15');
  }
}

/** The first tunnel of either connection, as the template asks for it. */
async function readTunnelOptions(): Promise<Readonly<Record<Letter, TunnelOptions>>> {
  const connections = resourcesOfType(await deployNetwork(WITH_APPLIANCES), 'AWS::EC2::VPNConnection');
  const [a, b] = connections.map(
    ({ properties }) => (properties['VpnTunnelOptionsSpecifications'] as unknown as readonly TunnelOptions[])[0],
  );
  if (a === undefined || b === undefined) throw new Error('The template has no two connections');
  return { a, b };
}
