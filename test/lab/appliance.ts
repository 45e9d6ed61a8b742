import { join } from 'node:path';
import { writeUnder } from '../infra/appliance-machine.js';
import { readUserData } from '../infra/commercial.deployment.js';
import { Charon } from './charon.js';
import type { CommandResult, Namespace } from './namespace.js';
import { cutInterface } from './network.js';
import { SITES, type Letter } from './plan.js';

/**
 * Stands in for `ip` where the kernel cannot do what an appliance asks of it: in place of an xfrm interface it gives
 * the tunnel's name to the tun device at which the daemon does ESP, and leaves it a device of the old name, because the
 * daemon wants to put a route there (which no packet takes, see `charon.ts`). One daemon has one such device: one tunnel.
 */
const IP_WITHOUT_XFRM = `#!/bin/bash
PATH=\${PATH#*:}
[[ "$1 $2 $4 $5" == 'link add type xfrm' ]] || exec ip "$@"
ip link set ipsec0 down && ip link set ipsec0 name "$3" && ip tuntap add ipsec0 mode tun && exec ip link set ipsec0 up
`;

/** An appliance as its user data makes it, but for the kernel under it and for AWS, which hands out its secret. */
export class LabAppliance {
  private constructor(
    readonly letter: Letter,
    readonly namespace: Namespace,
    readonly charon: Charon,
    private readonly root: string,
  ) {}

  /** Puts the user data's files into a folder and starts the daemon, as `appliance-setup` does. No tunnel is tried yet. */
  static async start(letter: Letter, namespace: Namespace, root: string): Promise<LabAppliance> {
    const { elasticAddress } = SITES[letter];
    const { files } = await readUserData(elasticAddress);
    for (const { path, content, permissions } of files) await writeUnder(root, path, content, permissions);
    await writeUnder(root, '/lab/ip', IP_WITHOUT_XFRM, '0755');
    const charon = await Charon.start(namespace, join(root, 'lab'), join(root, 'etc/strongswan.d/appliance.conf'));
    return new LabAppliance(letter, namespace, charon, root);
  }

  /** What `aws secretsmanager get-secret-value` gives to the appliance from now on. */
  async giveSecret(preSharedKey: string): Promise<void> {
    const tunnels = [{ outsideAddress: SITES[this.letter].tunnelAddress, preSharedKey }];
    await writeUnder(this.root, '/lab/secret.json', JSON.stringify({ tunnels }), '0600');
    await writeUnder(this.root, '/lab/aws', '#!/bin/bash\nexec cat "${0%/*}/secret.json"\n', '0755');
  }

  /** Runs what the appliance's timer runs. */
  runTimer(): Promise<CommandResult> {
    const path = `${join(this.root, 'lab')}:${process.env['PATH'] ?? ''}`;
    const env = { ...this.charon.variables, ROOT: this.root, PATH: path };
    return this.namespace.attempt([join(this.root, 'usr/local/sbin/appliance-tunnels')], { env });
  }

  /** Packets that have come out of its tunnel so far; none when there is no tunnel device any more. */
  async countTunnelPackets(): Promise<number> {
    const words = ['cat', '/sys/class/net/tunnel1/statistics/rx_packets'];
    const { exitCode, output } = await this.namespace.attempt(words);
    return exitCode === 0 ? Number(output) : 0;
  }

  /** As a host that fails: nothing runs any more, and no packet gets in or out. */
  async die(): Promise<void> {
    await cutInterface(this.namespace, 'ens5');
    await this.charon.kill();
  }
}
