import { startListening, type ListeningProgram } from './listening-program.ts';

/** How the compiled server answers from now on: see `bench/native/`. */
export interface Behavior {
  readonly delayMs?: number;
  readonly bodyBytes?: number;
  readonly frames?: number;
  readonly frameBytes?: number;
  readonly intervalMs?: number;
}

/** An instant answer of a few words. */
const AT_FIRST: Required<Behavior> = { delayMs: 0, bodyBytes: 600, frames: 50, frameBytes: 200, intervalMs: 0 };

const DEADLINE_MS = 5_000;

/** The compiled server: for the upstream, and for the audit store. Disposing of it ends it. */
export class NativeServer implements AsyncDisposable {
  readonly #program: ListeningProgram;

  private constructor(program: ListeningProgram) {
    this.#program = program;
  }

  /** Starts it on a free port. @throws if it does not come up */
  static async start(program: string): Promise<NativeServer> {
    return new NativeServer(await startListening(program, ['--port', '0'], DEADLINE_MS));
  }

  get port(): number {
    return this.#program.port;
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** Has it answer in another way; what is not said is as at first, whatever was said before. */
  async behave(behavior: Behavior): Promise<void> {
    const wanted = Object.entries({ ...AT_FIRST, ...behavior }).map(([name, value]) => `${name}=${value}`);
    const url = `http://127.0.0.1:${this.port}/behavior?${wanted.join('&')}`;
    const { status } = await fetch(url, { method: 'PUT', signal: AbortSignal.timeout(DEADLINE_MS) });
    if (status !== 200) throw new Error(`The compiled server refused to behave: ${status}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}
