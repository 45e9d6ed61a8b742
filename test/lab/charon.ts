import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import type { CommandResult, Namespace } from './namespace.js';

/** A daemon that takes longer to listen will not. */
const START_TIMEOUT_MS = 10_000;

/** strongSwan in a namespace, run as its service runs it, with settings of its own. It ends with the lab. */
export class Charon {
  private constructor(
    private readonly namespace: Namespace,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  /** @param settings a file in the form of `strongswan.conf`, which is read after Debian's own. */
  static async start(namespace: Namespace, folder: string, settings: string): Promise<Charon> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'strongswan.conf'), renderSettings(folder, settings, await listOtherPlugins()));
    // Some plugins put sockets into /run under fixed names: each daemon has one of its own.
    const start = 'mount -t tmpfs tmpfs /run && exec charon-systemd';
    const process = namespace.spawn(['unshare', '-m', 'sh', '-c', start], variablesFor(folder));
    process.stdout?.resume();
    process.stderr?.resume();
    const daemon = new Charon(namespace, folder, process);
    const hasSocket = (): boolean => existsSync(socketIn(folder));
    await vi.waitUntil(hasSocket, { timeout: START_TIMEOUT_MS });
    return daemon;
  }

  /** What makes `swanctl` talk to this daemon and to no other. */
  get variables(): Readonly<Record<string, string>> {
    return variablesFor(this.folder);
  }

  /** Calls `swanctl`. What it says on stderr about folders that are not there is no failure. */
  swanctl(...args: readonly string[]): Promise<CommandResult> {
    return this.namespace.attempt(['swanctl', ...args], { env: this.variables });
  }

  /** Tunnels that packets can take now: SAs for ESP, agreed on with the other side. */
  async countTunnels(): Promise<number> {
    const { output } = await this.swanctl('--list-sas');
    return output.split('\n').filter((line) => / INSTALLED, TUNNEL/.test(line)).length;
  }

  /** What it has written to its log. */
  readLog(): Promise<string> {
    return readFile(join(this.folder, 'charon.log'), 'utf8');
  }

  /** Ends it as a power cut would: nobody is told. */
  async kill(): Promise<void> {
    // The shell and `unshare` have become the daemon: it is this very process.
    this.process.kill('SIGKILL');
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
  }
}

const socketIn = (folder: string): string => join(folder, 'charon.vici');

function variablesFor(folder: string): Readonly<Record<string, string>> {
  return { STRONGSWAN_CONF: join(folder, 'strongswan.conf') };
}

/** Packages whose plugins an appliance has: those that it installs, and those that they depend on. */
const PACKAGES = new Set([
  'libstrongswan',
  'libstrongswan-standard-plugins',
  'strongswan-libcharon',
  'strongswan-swanctl',
]);

/** Plugins that an appliance has not: those that come with ESP in user space talk to neighbours by themselves. */
async function listOtherPlugins(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('dpkg-query', ['-S', '/etc/strongswan.d/charon/*.conf']);
  const found = [...stdout.matchAll(/^([^:]+)(?::\w+)?: .*\/(.+)\.conf$/gm)];
  return found.flatMap(([, owner = '', name = '']) =>
    PACKAGES.has(owner) || name === 'kernel-libipsec' ? [] : [name],
  );
}

/**
 * Debian's settings, those under test, and last what the lab needs: ESP in user space, which comes with routes that no
 * packet may take (they are for packets with a mark that none has).
 */
function renderSettings(folder: string, settings: string, otherPlugins: readonly string[]): string {
  return `
include /etc/strongswan.conf
include ${settings}
charon {
  plugins {
${otherPlugins.map((name) => `    ${name} {\n      load = no\n    }\n`).join('')}
    kernel-libipsec {
      load = yes
      allow_peer_ts = yes
    }
    kernel-netlink {
      fwmark = 0x4c4142
    }
    vici {
      socket = unix://${socketIn(folder)}
    }
  }
  filelog {
    lab {
      path = ${join(folder, 'charon.log')}
      flush_line = yes
    }
  }
}
swanctl {
  socket = unix://${socketIn(folder)}
}
`;
}
