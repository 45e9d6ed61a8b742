import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readUserData } from './commercial.deployment.js';

/** How a script ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Every command that the appliance's scripts call and that would reach outside of their folder. */
const COMMANDS = ['apt-get', 'aws', 'curl', 'dpkg', 'ip', 'nft', 'sleep', 'swanctl', 'sysctl', 'systemctl'];

/**
 * A machine made of a folder: the user data's files are in it, and in place of each command that touches the system
 * stands one that writes down how it was called and answers what the test has put under its name.
 */
export class ApplianceMachine implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async create(): Promise<ApplianceMachine> {
    const machine = new ApplianceMachine(await mkdtemp(join(tmpdir(), 'appliance-')));
    const { files } = await readUserData();
    for (const { path, content, permissions } of files) await machine.write(path, content, permissions);
    await machine.write('/var/lib/cloud/data/instance-id', 'i-0123');
    await mkdir(join(machine.root, 'etc/apt'), { recursive: true });
    for (const command of COMMANDS) await machine.write(`/fake/${command}`, fakeCommand(command), '0755');
    await machine.answer('ip', 'default via 10.1.10.1 dev ens5');
    return machine;
  }

  async write(path: string, content: string, permissions?: string): Promise<void> {
    await writeUnder(this.root, path, content, permissions);
  }

  async read(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8').catch(() => '');
  }

  /** From now on the command prints this and ends with this code. */
  async answer(command: string, text: string, exitCode = 0): Promise<void> {
    await this.write(`/fake/${command}.answer`, text);
    await this.write(`/fake/${command}.code`, String(exitCode));
  }

  /** Runs one of the user data's scripts. */
  async run(script: 'appliance-setup' | 'appliance-tunnels'): Promise<Outcome> {
    // The fakes come first; what else the scripts need (bash, jq, sed) is found as usual.
    const launch = 'PATH="$0:$PATH" ROOT="$1" RETRY_S=0 exec "$1/usr/local/sbin/$2"';
    const args = ['-c', launch, join(this.root, 'fake'), this.root, script];
    try {
      return { exitCode: 0, ...(await promisify(execFile)('bash', args)) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { exitCode: code, stdout, stderr };
    }
  }

  /** How the commands were called, in order, each with what it was given on its standard input. */
  async listCalls(command = ''): Promise<readonly string[]> {
    const calls = (await this.read('/fake/calls')).split('\n');
    return calls.filter((call) => call !== '' && call.startsWith(command));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Writes a file of a machine whose root is a folder. */
export async function writeUnder(root: string, path: string, content: string, permissions = '0644'): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
  await chmod(target, Number.parseInt(permissions, 8));
}

function fakeCommand(name: string): string {
  return `#!/bin/bash
own=\${0%/*}
# Only "nft -f -" is given anything to read; another command would wait for the end of the test's own input.
[[ " $* " == *' - ' ]] && input=" <<< $(</dev/stdin)"
echo "${name} $*$input" >>"$own/calls"
[[ -f $own/${name}.answer ]] || exit 0
printf '%s' "$(<"$own/${name}.answer")"
exit "$(<"$own/${name}.code")"
`;
}
