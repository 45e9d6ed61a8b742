import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { RuntimeApi } from './runtime-api.ts';

/** AWS's own runtime client, and what stands for the part of it that would have to be compiled. */
const RUNTIME_CLIENT = createRequire(import.meta.url).resolve('aws-lambda-ric');
const NATIVE_CLIENT = fileURLToPath(new URL('../../test/lambda/emulator/function/native-client.cjs', import.meta.url));

/** Lambda itself gives 10 s. */
const MAX_INIT_MS = 60_000;

/** A function whose start is measured. */
export interface Contestant {
  readonly name: string;
  /** What `CodeUri` would name. */
  readonly folder: string;
  /** `file.export`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts functions as Lambda does, each time in a new process, under AWS's own runtime client. */
export class ColdStarts implements AsyncDisposable {
  private readonly api: RuntimeApi;
  private readonly address: string;

  private constructor(api: RuntimeApi, address: string) {
    this.api = api;
    this.address = address;
  }

  /** Opens the place where functions are started. */
  static async open(): Promise<ColdStarts> {
    const api = new RuntimeApi();
    return new ColdStarts(api, await api.listen());
  }

  /**
   * How long one start takes: from the start of the process until it asks for its first invocation, in milliseconds.
   *
   * @throws if the start fails.
   */
  async initMs(contestant: Contestant): Promise<number> {
    const firstCall = this.api.firstCall();
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, ['--require', NATIVE_CLIENT, RUNTIME_CLIENT], {
      cwd: contestant.folder,
      env: this.variablesOf(contestant),
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: MAX_INIT_MS,
    });
    const gone = once(child, 'exit');
    const first = await Promise.race([firstCall, gone.then(() => undefined)]);
    child.kill('SIGKILL');
    await gone;
    if (first?.kind === 'next') return first.atMs - startedAtMs;
    throw new Error(`${contestant.name} did not start: ${first?.body ?? 'its process ended'}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.api[Symbol.asyncDispose]();
  }

  /** Nothing of this machine's environment. */
  private variablesOf({ name, folder, handler, environment }: Contestant): Record<string, string> {
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
      AWS_LAMBDA_LOG_STREAM_NAME: 'cold-start',
      AWS_LAMBDA_RUNTIME_API: this.address,
    };
  }
}
