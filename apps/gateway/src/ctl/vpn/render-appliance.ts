import type { ApplianceTunnel } from './read-gateway-configuration.js';
import type { VpnConnection } from './vpn-connection.js';

/** In the place of a key that is not to be shown: a comment, so that nobody loads it by mistake and wonders. */
const HIDDEN = '# secret: left out; --with-keys --out FILE writes it';

/**
 * Renders the appliance's connections for `swanctl`, word for word as the appliance of `infra/commercial` makes them for
 * itself: one algorithm per purpose, keys renewed from this side well before AWS would.
 */
export function renderAppliance(
  { localCidr, remoteCidr }: Pick<VpnConnection, 'localCidr' | 'remoteCidr'>,
  tunnels: readonly ApplianceTunnel[],
  withKeys: boolean,
): string {
  return tunnels
    .map((tunnel, index) => {
      const number = index + 1;
      const secret = withKeys ? `secret = "${tunnel.preSharedKey}"` : HIDDEN;
      return connection(tunnel, number, { localCidr, remoteCidr }) + secretOf(tunnel, number, secret);
    })
    .join('');
}

function connection(
  { ownAddress, outsideAddress }: ApplianceTunnel,
  number: number,
  { localCidr, remoteCidr }: Pick<VpnConnection, 'localCidr' | 'remoteCidr'>,
): string {
  return `connections {
  tunnel${number} {
    version = 2
    remote_addrs = ${outsideAddress}
    proposals = aes256gcm16-prfsha384-ecp384
    mobike = no
    unique = replace
    keyingtries = 0
    rekey_time = 7h
    dpd_delay = 10s
    local {
      auth = psk
      id = ${ownAddress}
    }
    remote {
      auth = psk
      id = ${outsideAddress}
    }
    children {
      tunnel${number} {
        local_ts = ${localCidr}
        remote_ts = ${remoteCidr}
        esp_proposals = aes256gcm16-ecp384
        if_id_in = ${number}
        if_id_out = ${number}
        rekey_time = 45m
        life_time = 1h
        replay_window = 1024
        start_action = start
        close_action = start
        dpd_action = restart
      }
    }
  }
}
`;
}

function secretOf({ outsideAddress }: ApplianceTunnel, number: number, secret: string): string {
  return `secrets {
  ike-tunnel${number} {
    id = ${outsideAddress}
    ${secret}
  }
}
`;
}
