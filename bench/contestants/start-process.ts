import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { CONTESTANTS_CPU } from '../ground/machine.ts';
import { askOnce } from './ask-once.ts';

/** A start on a busy machine. */
const MAX_START_MS = 60_000;
const ANSWER_DEADLINE_MS = 5_000;
const POLL_INTERVAL_MS = 50;

/** How a contestant is started. */
export interface Start {
  readonly name: string;
  /** Node's own flags, the entry, and its arguments. */
  readonly wordsFor: (port: number) => readonly string[];
  /** All that it has in its environment, but for `PORT`. */
  readonly environment: Readonly<Record<string, string>>;
  /** It is up when this is answered with 200. */
  readonly firstRequest: Buffer;
  /** What it writes to stderr is thrown away, too. Default false. */
  readonly isNoisy?: boolean;
}

/** A contestant's process. Disposing of it ends it, and waits until it is gone. */
export interface Started extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/**
 * Starts a contestant with the Node that runs this, on a free port, and waits until it answers. Its log is thrown away.
 *
 * @throws if it ends, or has not answered after a minute.
 */
export async function startProcess(start: Start): Promise<Started> {
  const { name, wordsFor, environment, firstRequest, isNoisy = false } = start;
  const port = await findFreePort();
  const [command, ...words] = [...pinned(), process.execPath, ...wordsFor(port)];
  const child = spawn(command ?? '', words, {
    env: { ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', isNoisy ? 'ignore' : 'inherit'],
  });
  const exited = once(child, 'exit');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  try {
    await Promise.race([untilAnswered(name, port, firstRequest), failAfter(name, exited)]);
  } catch (error) {
    await end();
    throw error;
  }
  return { port, pid: Number(child.pid), [Symbol.asyncDispose]: end };
}

/** `taskset` becomes the process that it starts, so that both have one id. */
function pinned(): readonly string[] {
  const canPin = cpus().length >= 2 && spawnSync('taskset', ['--version']).status === 0;
  return canPin ? ['taskset', '-c', String(CONTESTANTS_CPU)] : [];
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function failAfter(name: string, exited: Promise<unknown[]>): Promise<never> {
  const [code, signal] = await exited;
  throw new Error(`${name} ended before it answered, with ${String(code ?? signal)}`);
}

async function untilAnswered(name: string, port: number, request: Buffer): Promise<void> {
  const lastTryAtMs = performance.now() + MAX_START_MS;
  let line = 'nothing';
  while (performance.now() < lastTryAtMs) {
    line = await firstLineOf(port, request);
    if (line.startsWith('HTTP/1.1 200 ')) return;
    await pause(POLL_INTERVAL_MS);
  }
  throw new Error(`${name} has not come up; it said: ${line}`);
}

async function firstLineOf(port: number, request: Buffer): Promise<string> {
  try {
    const answer = await askOnce(port, request, ANSWER_DEADLINE_MS);
    return answer.toString('latin1').split('\r\n', 1)[0] ?? '';
  } catch {
    return 'nothing';
  }
}
