import { COMMERCIAL_NETWORK, GOVCLOUD_NETWORK, type Site } from './plan.js';

/** A list of one, as CloudFormation writes it. */
type OnlyValue<Value> = readonly [{ readonly Value: Value }];

/** Options of one tunnel, by the names of `AWS::EC2::VPNConnection`. */
export interface TunnelOptions {
  readonly IKEVersions: OnlyValue<'ikev2'>;
  readonly Phase1EncryptionAlgorithms: OnlyValue<Encryption>;
  readonly Phase1IntegrityAlgorithms: OnlyValue<Integrity>;
  readonly Phase1DHGroupNumbers: OnlyValue<Group>;
  readonly Phase1LifetimeSeconds: number;
  readonly Phase2EncryptionAlgorithms: OnlyValue<Encryption>;
  readonly Phase2IntegrityAlgorithms: OnlyValue<Integrity>;
  readonly Phase2DHGroupNumbers: OnlyValue<Group>;
  readonly Phase2LifetimeSeconds: number;
  readonly RekeyMarginTimeSeconds: number;
  readonly ReplayWindowSize: number;
  readonly StartupAction: 'add' | 'start';
  readonly DPDTimeoutAction: 'clear' | 'none' | 'restart';
  readonly DPDTimeoutSeconds: number;
}

type Encryption = keyof typeof ENCRYPTIONS;
type Integrity = keyof typeof INTEGRITIES;
type Group = keyof typeof GROUPS;

/** AWS's names and strongSwan's. Sources: AWS Site-to-Site VPN, "Tunnel options"; strongSwan, "Algorithm proposals". */
const ENCRYPTIONS = { 'AES256-GCM-16': 'aes256gcm16', AES128: 'aes128' } as const;
const INTEGRITIES = { 'SHA2-384': 'sha384', SHA1: 'sha1' } as const;
const GROUPS = { 20: 'ecp384', 2: 'modp1024' } as const;
const START_ACTIONS = { add: 'none', start: 'start' } as const;
const DPD_ACTIONS = { clear: 'clear', none: 'none', restart: 'restart' } as const;

/** AWS asks a silent peer this often whether it is there. */
const DPD_DELAY_SECONDS = 10;
/** A question without an answer is asked again after this time; AWS's own interval is not documented. */
const REPEAT_SECONDS = 5;

/** One connection of AWS's side, for `swanctl`. */
export interface AwsConnection {
  readonly site: Site;
  /** Tells the tunnels apart that carry the same networks. */
  readonly number: number;
  readonly options: TunnelOptions;
  readonly preSharedKey: string;
}

/** What AWS's side is told for one connection, and its key. */
export function renderAwsConnection(name: string, { site, number, options, preSharedKey }: AwsConnection): string {
  const { RekeyMarginTimeSeconds: margin } = options;
  return `
connections {
  ${name} {
    version = ${options.IKEVersions[0].Value === 'ikev2' ? 2 : 1}
    local_addrs = ${site.tunnelAddress}
    remote_addrs = ${site.elasticAddress}
    proposals = ${phase1(options)}
    rekey_time = ${options.Phase1LifetimeSeconds - margin}s
    over_time = ${margin}s
    rand_time = 0s
    dpd_delay = ${DPD_DELAY_SECONDS}s
    local {
      auth = psk
      id = ${site.tunnelAddress}
    }
    remote {
      auth = psk
      id = ${site.elasticAddress}
    }
    children {
      ${name} {
        local_ts = ${GOVCLOUD_NETWORK}
        remote_ts = ${COMMERCIAL_NETWORK}
        esp_proposals = ${phase2(options)}
        if_id_in = ${number}
        if_id_out = ${number}
        rekey_time = ${options.Phase2LifetimeSeconds - margin}s
        life_time = ${options.Phase2LifetimeSeconds}s
        rand_time = 0s
        replay_window = ${options.ReplayWindowSize}
        start_action = ${START_ACTIONS[options.StartupAction]}
        dpd_action = ${DPD_ACTIONS[options.DPDTimeoutAction]}
      }
    }
  }
}
secrets {
  ike-${name} {
    id = ${site.elasticAddress}
    secret = "${preSharedKey}"
  }
}
`;
}

/** What AWS's side is told as a whole: routes are the lab's, and a silent peer is dead after AWS's time. */
export function renderAwsSettings({ DPDTimeoutSeconds }: TunnelOptions): string {
  return `
charon {
  install_routes = no
  install_virtual_ip = no
  retransmit_base = 1.0
  retransmit_timeout = ${REPEAT_SECONDS}.0
  retransmit_tries = ${DPDTimeoutSeconds / REPEAT_SECONDS - 1}
}
`;
}

/** With GCM, which needs no integrity of its own, the hash is the function from which keys are derived. */
function phase1(options: TunnelOptions): string {
  const encryption = ENCRYPTIONS[options.Phase1EncryptionAlgorithms[0].Value];
  const hash = INTEGRITIES[options.Phase1IntegrityAlgorithms[0].Value];
  const group = GROUPS[options.Phase1DHGroupNumbers[0].Value];
  return [encryption, isAuthenticated(encryption) ? `prf${hash}` : hash, group].join('-');
}

function phase2(options: TunnelOptions): string {
  const encryption = ENCRYPTIONS[options.Phase2EncryptionAlgorithms[0].Value];
  const hash = INTEGRITIES[options.Phase2IntegrityAlgorithms[0].Value];
  const group = GROUPS[options.Phase2DHGroupNumbers[0].Value];
  return [encryption, ...(isAuthenticated(encryption) ? [] : [hash]), group].join('-');
}

function isAuthenticated(encryption: string): boolean {
  return encryption.includes('gcm');
}
