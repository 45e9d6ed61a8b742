import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The system as `npm start` runs it, in processes of its own. */
export interface StartedSystem {
  readonly url: string;
  readonly switchboardUrl: string;
  /** The printed request: one line that works in a shell. */
  readonly curl: string;
  /** As Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** Runs the start command on a free port and waits for the request that it prints last. */
export async function startByCommand(env: Readonly<Record<string, string>>): Promise<StartedSystem> {
  const child = spawn(process.execPath, ['apps/sandbox/dist/main.js'], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const printed = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name = '', value = ''] = /^(Gateway|Switchboard|curl) +(.*)$/.exec(line) ?? [];
    printed.set(name, value);
    if (name === 'curl') break;
  }
  child.stdout.resume();
  return {
    url: printed.get('Gateway') ?? '',
    switchboardUrl: printed.get('Switchboard') ?? '',
    curl: `curl ${printed.get('curl') ?? ''}`,
    stop: async () => {
      child.kill('SIGINT');
      const [code] = await exited;
      return code;
    },
  };
}
