import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of its own that listens on a port. Disposing of it ends it, and waits until it is gone. */
export interface ListeningProgram extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/**
 * Starts a program whose first line says where it listens: `{"port":N}`.
 *
 * @throws if it ends before it says so, or takes longer than it is given
 */
export async function startListening(
  command: string,
  words: readonly string[],
  deadlineMs: number,
): Promise<ListeningProgram> {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  const first = once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(deadlineMs) });
  try {
    const [greeting] = (await Promise.race([first, gone])) as [string | number | null];
    if (typeof greeting !== 'string') throw new Error(`${command} ended before it listened, with ${greeting}`);
    const { port } = JSON.parse(greeting) as { readonly port: number };
    return { port, pid: Number(child.pid), [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}
