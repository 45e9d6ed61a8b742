import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readConnections } from '../../apps/gateway/src/ctl/vpn/read-connections.js';
import { readGatewayConfiguration } from '../../apps/gateway/src/ctl/vpn/read-gateway-configuration.js';
import { renderAppliance } from '../../apps/gateway/src/ctl/vpn/render-appliance.js';
import { validateConnection } from '../../apps/gateway/src/ctl/vpn/validate-connection.js';
import { readTemplate } from '../support/cloudformation/read-template.js';
import { describedVpn, gatewayConfiguration, TUNNEL_KEYS, vpnConnection } from '../support/vpn-connections.js';
import { ApplianceMachine } from './appliance-machine.js';

const HAS_JQ = process.platform === 'linux' && hasJq();

function hasJq(): boolean {
  try {
    execFileSync('jq', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Of the two, each word in its place: only how lines are indented may differ. */
const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

describe('the vpn verbs of the operator', () => {
  it('want of AWS what the template sets, for both tunnels', async () => {
    const { Resources } = await readTemplate('infra/govcloud/vpn-connection.yaml');
    const tunnels = Resources['Connection']?.Properties?.['VpnTunnelOptionsSpecifications'] as Record<
      string,
      unknown
    >[];
    expect(tunnels).toHaveLength(2);
    for (const { IKEVersions, DPDTimeoutAction, DPDTimeoutSeconds, TunnelInsideCidr: _cidr, ...options } of tunnels) {
      // The EC2 API spells some names otherwise.
      const told = {
        ...options,
        IkeVersions: IKEVersions,
        DpdTimeoutAction: DPDTimeoutAction,
        DpdTimeoutSeconds: DPDTimeoutSeconds,
      };
      const [connection] = readConnections(describedVpn(vpnConnection({}, told)));
      expect(connection && validateConnection(connection).filter(({ state }) => state === 'failed')).toEqual([]);
    }
  });

  it.skipIf(!HAS_JQ)('render what the appliance makes for itself (needs jq)', async () => {
    await using machine = await ApplianceMachine.create();
    await machine.write(
      '/etc/dual-routing/appliance.env',
      'REGION=us-east-1\nTUNNEL_SECRET=arn\nPUBLIC_ADDRESS=198.51.100.1\nLOCAL_NETWORK=10.1.0.0/16\nREMOTE_NETWORK=10.0.0.0/16\n',
    );
    const tunnels = TUNNEL_KEYS.map((preSharedKey, index) => ({
      outsideAddress: `203.0.113.${index + 1}`,
      preSharedKey,
    }));
    await machine.answer('aws', JSON.stringify({ tunnels }));
    expect(await machine.run('appliance-tunnels')).toMatchObject({ exitCode: 0 });
    const own = await machine.read('/run/dual-routing/swanctl.conf');

    const sides = readGatewayConfiguration(gatewayConfiguration()).toReversed();
    const networks = { localCidr: '10.1.0.0/16', remoteCidr: '10.0.0.0/16' };
    expect(wordsOf(renderAppliance(networks, sides, true))).toEqual(wordsOf(own));
  });
});
