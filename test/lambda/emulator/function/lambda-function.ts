import { expectNoReserved } from './environment-variables.js';
import { ExecutionEnvironment, type EnvironmentContext } from './execution-environment.js';
import type { FunctionDefinition, FunctionPlace } from './function-definition.js';
import type { FunctionFailure } from './function-failure.js';
import { FunctionLog } from './function-log.js';
import { Invocation, type InvocationRecord } from './invocation.js';
import { LambdaError } from './lambda-error.js';

const DEFAULT_CONCURRENCY = 10;

/** A function and its environments: the warm ones are used again, and new ones started up to its concurrency. */
export class LambdaFunction {
  /** What its processes have written. */
  readonly log = new FunctionLog();
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #invocations: Invocation[] = [];
  readonly #initErrors: FunctionFailure[] = [];
  readonly #queue: Invocation[] = [];
  readonly #context: EnvironmentContext;
  #isClosed = false;

  /** @throws Error when the definition sets a variable that Lambda reserves */
  constructor(
    readonly definition: FunctionDefinition,
    place: FunctionPlace,
    lambdaUrl: string,
  ) {
    expectNoReserved(definition);
    this.#context = {
      place,
      lambdaUrl,
      log: this.log,
      onInitError: (failure) => void this.#initErrors.push(failure),
      onChange: () => this.#serveQueue(),
    };
  }

  /** Every invocation so far, the oldest first; throttled ones never became any. */
  get invocations(): readonly InvocationRecord[] {
    return this.#invocations;
  }

  /** Why processes could not load their handler, one entry for each. */
  get initErrors(): readonly FunctionFailure[] {
    return this.#initErrors;
  }

  /** The processes that run now, with how long each took to start. */
  get environments(): readonly Pick<ExecutionEnvironment, 'id' | 'initMs' | 'pid'>[] {
    return [...this.#environments];
  }

  /** Begins an invocation. @throws LambdaError `TooManyRequestsException` when every environment is busy */
  invoke(payload: string): Invocation {
    const invocation = new Invocation(payload);
    const environment = this.#findEnvironment();
    if (environment === undefined && this.definition.whenBusy !== 'wait')
      throw new LambdaError('TooManyRequestsException');
    this.#invocations.push(invocation);
    if (environment === undefined) this.#queue.push(invocation);
    else environment.take(invocation);
    return invocation;
  }

  /** Kills every process with SIGKILL, in the middle of what it does; resolves when they are gone. */
  async kill(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.end()));
  }

  /** Has the next invocation start cold: idle processes end now, busy ones when they are done. */
  async recycle(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => environment.retire()));
  }

  /** Ends everything; nothing is started any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.kill();
  }

  #findEnvironment(): ExecutionEnvironment | undefined {
    const free = [...this.#environments].find(({ isFree }) => isFree);
    if (free !== undefined) return free;
    const { reservedConcurrency = DEFAULT_CONCURRENCY } = this.definition;
    const active = [...this.#environments].filter(({ isEnding }) => !isEnding);
    return active.length < reservedConcurrency && !this.#isClosed ? this.#start() : undefined;
  }

  #start(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(this.definition, this.#context);
    this.#environments.add(environment);
    void environment.ended.finally(() => this.#environments.delete(environment));
    return environment;
  }

  #serveQueue(): void {
    while (this.#queue.length > 0) {
      const environment = this.#findEnvironment();
      if (environment === undefined) return;
      const [invocation] = this.#queue.splice(0, 1);
      if (invocation !== undefined) environment.take(invocation);
    }
  }
}
