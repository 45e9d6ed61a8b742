import { execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { RelayPlan } from './relay.js';

const RELAY = fileURLToPath(new URL('relay-process.ts', import.meta.url));

/** How a command ended, with all that it said. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** What a command finds beside the machine's own environment. */
export type Variables = Readonly<Record<string, string>>;

/** A network of its own, with nothing in it but what is put there. What runs in it ends with the lab. */
export class Namespace {
  private constructor(readonly name: string) {}

  static async create(name: string): Promise<Namespace> {
    await promisify(execFile)('ip', ['netns', 'add', name]);
    const namespace = new Namespace(name);
    // Before there is a link: what the kernel says to its neighbours by itself has no place in the captures.
    await namespace.run(['sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1']);
    await namespace.run(['ip', 'link', 'set', 'lo', 'up']);
    return namespace;
  }

  /** Runs a command to its end and hands over what it printed. @throws {Error} if it fails. */
  async run(
    words: readonly string[],
    options: { readonly input?: string; readonly env?: Variables } = {},
  ): Promise<string> {
    const { exitCode, output } = await this.attempt(words, options);
    if (exitCode !== 0) throw new Error(`${this.name}: ${words.join(' ')} failed: ${output}`);
    return output;
  }

  /** The same for a command that may fail. */
  async attempt(
    words: readonly string[],
    { input = '', env = {} }: { readonly input?: string; readonly env?: Variables } = {},
  ): Promise<CommandResult> {
    const child = this.spawn(words, env);
    // A command that reads nothing may be gone by then.
    child.stdin?.on('error', () => undefined).end(input);
    const closed = once(child, 'close') as Promise<[number | null]>;
    const outputs = [child.stdout, child.stderr].map(async (stream) => (stream === null ? '' : text(stream)));
    const [[exitCode], ...texts] = await Promise.all([closed, ...outputs]);
    return { exitCode, output: texts.join('') };
  }

  /** Starts a command that stays. */
  spawn(words: readonly string[], env: Variables = {}): ChildProcess {
    const [file = '', ...args] = this.through(Object.entries(env).map(([name, value]) => `${name}=${value}`));
    return spawn(file, [...args, ...words], { stdio: 'pipe' });
  }

  /** Packets that an interface has sent and received so far. */
  async countPackets(device: string): Promise<number> {
    const files = ['rx', 'tx'].map((way) => `/sys/class/net/${device}/statistics/${way}_packets`);
    const lines = (await this.run(['cat', ...files])).trim().split('\n');
    return lines.reduce((sum, line) => sum + Number(line), 0);
  }

  /** The words before a command that make it run in here; `env` sets its variables, a PATH of its own included. */
  through(variables: readonly string[] = []): readonly string[] {
    return ['ip', 'netns', 'exec', this.name, ...(variables.length > 0 ? ['env', ...variables] : [])];
  }

  /** Carries connections between this network and Unix sockets, until the lab ends. */
  async relay(...plans: readonly RelayPlan[]): Promise<void> {
    const [execPath, ...execArgv] = [...this.through(), process.execPath];
    const child = fork(
      RELAY,
      plans.map((plan) => JSON.stringify(plan)),
      { execPath, execArgv },
    );
    const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (message !== 'ready') throw new Error(`${this.name}: the relay ended with code ${String(message)}`);
  }
}
