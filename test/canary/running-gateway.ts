import { fork } from 'node:child_process';
import { once } from 'node:events';
import { COMPILE_CACHE } from '../support/compile-cache.js';
import { entryToStart } from '../support/entry-to-start.js';
import { NODE_FLAGS } from '../support/fork-gateway.js';

const SABOTEUR = new URL('saboteur.mjs', import.meta.url).href;

/** A gateway in a process of its own, with all that it writes, to the last byte. */
export interface RunningGateway extends AsyncDisposable {
  readonly url: string;
  /** What it has written so far. */
  readonly written: { readonly stdout: Buffer; readonly stderr: Buffer };
  /** Its exit code, once it has ended and all it has written is there. */
  readonly ended: Promise<number | null>;
}

/** Starts the built gateway with defects at hand; without a URL if it ends before it listens. */
export async function runGateway(
  env: Readonly<Record<string, string>>,
  entry = entryToStart('main'),
): Promise<RunningGateway> {
  const execArgv = [...NODE_FLAGS, `--import=${SABOTEUR}`];
  const variables = { ...COMPILE_CACHE, ...env, PORT: '0' };
  const child = fork(entry, [], { env: variables, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  const listening = once(child, 'message') as Promise<[{ readonly url: string }]>;
  const first = await Promise.race([listening, ended]);
  return {
    url: Array.isArray(first) ? first[0].url : '',
    get written() {
      return { stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) };
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
