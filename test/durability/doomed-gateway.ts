import { fork } from 'node:child_process';
import { once } from 'node:events';
import { NODE_FLAGS } from '../support/fork-gateway.js';

/** A gateway in a process that is going to be killed. */
export interface DoomedGateway {
  readonly url: string;
  /** Kills it with SIGKILL; resolves with all that it wrote to its log, when there is nothing left of it. */
  kill(): Promise<string>;
}

/** Starts the gateway that a file holds, and resolves when it listens. */
export async function startDoomed(path: string, env: Readonly<Record<string, string>>): Promise<DoomedGateway> {
  const child = fork(path, [], {
    env: { ...env, PORT: '0' },
    execArgv: NODE_FLAGS,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const written: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => written.push(chunk));
  const closed = once(child, 'close');
  const [first] = await Promise.race([once(child, 'message') as Promise<[{ readonly url: string }]>, closed]);
  if (typeof first !== 'object') throw new Error(`The gateway ended before it listened, with code ${String(first)}`);
  return {
    url: first.url,
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
      return Buffer.concat(written).toString('utf8');
    },
  };
}
