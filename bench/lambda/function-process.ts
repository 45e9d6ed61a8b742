import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from '../ground/proc.ts';
import { RuntimeApi, type WorkWanted } from './runtime-api.ts';

/** AWS's own runtime client, and what stands for the part of it that would have to be compiled. */
const RUNTIME_CLIENT = createRequire(import.meta.url).resolve('aws-lambda-ric');
const NATIVE_CLIENT = fileURLToPath(new URL('../../test/lambda/emulator/function/native-client.cjs', import.meta.url));

/** Lambda itself gives 10 s. */
const MAX_LIFE_MS = 600_000;

/** A function that is measured. */
export interface Contestant {
  readonly name: string;
  /** What `CodeUri` would name. */
  readonly folder: string;
  /** `file.export`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** How long one answer took, and what it was. */
export interface Answered {
  readonly body: Buffer;
  /** From the moment at which the process was given its work. */
  readonly firstByteMs: number;
  readonly wholeMs: number;
}

/** What a process hangs on. */
interface Life {
  readonly api: RuntimeApi;
  readonly child: ChildProcess;
  readonly ended: Promise<never>;
}

/** One process of a function, under AWS's own runtime client. It does one thing at a time. */
export class FunctionProcess implements AsyncDisposable {
  /** From the start of the process until it asked for its first invocation. */
  readonly initMs: number;
  /** CPU time of all its threads until then. */
  readonly initCpuMs: number;
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  /** Rejects when the process ends. */
  readonly #ended: Promise<never>;
  #wanted: WorkWanted;

  private constructor({ api, child, ended }: Life, wanted: WorkWanted, startedAtMs: number) {
    this.initCpuMs = cpuMsOf(Number(child.pid));
    this.initMs = wanted.atMs - startedAtMs;
    this.#api = api;
    this.#child = child;
    this.#ended = ended;
    this.#wanted = wanted;
  }

  /**
   * Starts a process, and waits until it asks for work.
   *
   * @param cpu the only one that it may run on; unset: any.
   * @throws if the start fails; the message names the contestant and says why.
   */
  static async start(contestant: Contestant, cpu?: number): Promise<FunctionProcess> {
    await using parts = new AsyncDisposableStack();
    const api = parts.use(await RuntimeApi.open());
    const [program, ...words] = [...(cpu === undefined ? [] : ['taskset', '-c', String(cpu)]), process.execPath];
    const startedAtMs = performance.now();
    const child = spawn(program ?? '', [...words, '--require', NATIVE_CLIENT, RUNTIME_CLIENT], {
      cwd: contestant.folder,
      env: variablesOf(contestant, api.address),
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: MAX_LIFE_MS,
    });
    parts.defer(() => end(child));
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('its process ended')));
    ended.catch(() => undefined);
    const wanted = await Promise.race([api.asked, ended]).catch((cause: unknown) => {
      throw new Error(`${contestant.name} did not start: ${cause instanceof Error ? cause.message : ''}`, { cause });
    });
    const started = new FunctionProcess({ api, child, ended }, wanted, startedAtMs);
    parts.move();
    return started;
  }

  /** CPU time of all its threads since it was started. */
  get cpuMs(): number {
    return cpuMsOf(Number(this.#child.pid));
  }

  /** Invokes it, and waits until it asks for work again. Of no use any more once this has thrown. @throws FunctionFailed */
  async invoke(payload: string): Promise<Answered> {
    const givenAtMs = performance.now();
    this.#wanted.give(payload);
    const { body, firstByteAtMs, endedAtMs } = await Promise.race([this.#api.answered, this.#ended]);
    this.#wanted = await Promise.race([this.#api.asked, this.#ended]);
    return { body, firstByteMs: firstByteAtMs - givenAtMs, wholeMs: endedAtMs - givenAtMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#child);
    await this.#api[Symbol.asyncDispose]();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Nothing of this machine's environment. */
function variablesOf({ name, folder, handler, environment }: Contestant, address: string): Record<string, string> {
  return {
    TZ: ':UTC',
    ...environment,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'measured',
    AWS_LAMBDA_RUNTIME_API: address,
  };
}
