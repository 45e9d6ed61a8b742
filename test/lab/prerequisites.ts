import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Set to anything, it makes what is missing a failure, as `CI` does. */
const REQUIRED_VARIABLE = 'TEST_LAB_REQUIRED';

/** What the lab calls, by the files that it finds them at. */
const PROGRAMS = ['charon-systemd', 'swanctl', 'nft', 'jq', 'tcpdump', 'ip'];
/** ESP in user space: a tunnel's packets are made by the daemon itself, over a tun device. */
const ESP_PLUGIN = '/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so';
const TUN_DEVICE = '/dev/net/tun';

/** What keeps the lab from running here, in one line; undefined if nothing does. */
export function findMissing(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  const missing = PROGRAMS.filter((name) => !isOnPath(name));
  if (!existsSync(ESP_PLUGIN)) missing.push('kernel-libipsec');
  if (missing.length > 0) return `${missing.join(', ')} not found: run test/lab/install.sh`;
  if (!existsSync(TUN_DEVICE)) return `there is no ${TUN_DEVICE}`;
  return undefined;
}

/** Whether a machine that cannot run the lab fails, rather than leaves it out. */
export function isRequired(): boolean {
  const { [REQUIRED_VARIABLE]: required, CI: continuous } = process.env;
  return required !== undefined || (continuous !== undefined && continuous !== 'false');
}

function isOnPath(name: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', name]).status === 0;
}
