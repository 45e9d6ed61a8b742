import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { variablesOf } from './environment-variables.js';
import { arnOf, type FunctionDefinition, type FunctionPlace } from './function-definition.js';
import { FunctionFailure } from './function-failure.js';
import type { FunctionLog } from './function-log.js';
import type { Invocation } from './invocation.js';
import { RuntimeApi, type GiveWork, type RuntimeListener } from './runtime-api.js';

const RUNTIME_CLIENT = createRequire(import.meta.url).resolve('aws-lambda-ric');
const NATIVE_CLIENT = fileURLToPath(new URL('native-client.cjs', import.meta.url));

/** Lambda gives 10 s and then tries once more; a busy test machine may need longer, and a hung one must not hang. */
const INIT_LIMIT_MS = 60_000;

const DEFAULT_TIMEOUT_MS = 3_000;

/** What every environment of a function shares. */
export interface EnvironmentContext {
  readonly place: FunctionPlace;
  readonly lambdaUrl: string;
  readonly log: FunctionLog;
  onInitError(failure: FunctionFailure): void;
  /** It became free or ended. */
  onChange(): void;
}

/** One process of AWS's own runtime client, and the Runtime API it talks to: one invocation at a time. */
export class ExecutionEnvironment implements RuntimeListener {
  readonly id = randomUUID().replaceAll('-', '');
  /** Resolves when the process is gone and all it wrote was read. */
  readonly ended: Promise<void>;
  /** How long it took from the start of the process until it asked for work; undefined before. */
  initMs: number | undefined;
  readonly #api = new RuntimeApi(this);
  readonly #startedAtMs = performance.now();
  #child: ChildProcess | undefined;
  #isEnding = false;
  #served = 0;
  #give: GiveWork | undefined;
  /** Given or still to be given, and not settled. */
  #current: Invocation | undefined;
  #waiting: Invocation | undefined;
  #timer: NodeJS.Timeout;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly context: EnvironmentContext,
  ) {
    this.#timer = setTimeout(() => this.#overrun(INIT_LIMIT_MS), INIT_LIMIT_MS);
    this.ended = this.#live();
  }

  /** Whether it can take an invocation; it may still be busy with what its handler does after an answer. */
  get isFree(): boolean {
    return !this.#isEnding && this.#waiting === undefined && this.#current?.outcome !== 'running';
  }

  /** Undefined until the process runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Takes an invocation; only a free environment may be given one. */
  take(invocation: Invocation): void {
    invocation.environmentId = this.id;
    invocation.start = this.#served === 0 ? 'cold' : 'warm';
    this.#served += 1;
    this.#waiting = invocation;
    void invocation.over.then(() => this.context.onChange());
    this.#giveWaiting();
  }

  /** Kills the process, whatever it does. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#child?.kill('SIGKILL');
    await this.ended;
  }

  /** Takes no more, and ends when what it does is done. */
  async retire(): Promise<void> {
    this.#isEnding = true;
    await Promise.all([this.#current?.settled, this.#waiting?.settled]);
    await this.end();
  }

  onNext(give: GiveWork): void {
    this.initMs ??= performance.now() - this.#startedAtMs;
    this.#give = give;
    const before = this.#current;
    if (before === undefined) return this.#becomeIdle();
    // The client asks for work before it has reported what a streaming handler threw: that report is still to come.
    before.outrun();
    void before.over.then(() => this.#becomeIdle());
  }

  onAnswer(requestId: string, source: IncomingMessage): void {
    if (this.#current?.requestId === requestId) this.#current.answer(source);
    else source.destroy();
  }

  onError(_requestId: string, payload: string): void {
    this.#current?.fail(FunctionFailure.reported(payload));
  }

  onInitError(payload: string): void {
    this.#isEnding = true;
    const failure = FunctionFailure.reported(payload);
    this.context.onInitError(failure);
    this.#waiting?.fail(failure);
  }

  #becomeIdle(): void {
    clearTimeout(this.#timer);
    this.#current?.settle();
    this.#current = undefined;
    this.#giveWaiting();
    // Without SIGCONT it does nothing more: no timer fires, and no connection is kept alive.
    if (this.#give !== undefined && this.definition.freeze === true) this.#child?.kill('SIGSTOP');
  }

  #giveWaiting(): void {
    const [give, invocation] = [this.#give, this.#waiting];
    if (give === undefined || invocation === undefined || this.#current !== undefined) return;
    [this.#give, this.#waiting, this.#current] = [undefined, undefined, invocation];
    const { name, timeoutMs = DEFAULT_TIMEOUT_MS, freeze } = this.definition;
    if (freeze === true) this.#child?.kill('SIGCONT');
    this.#timer = setTimeout(() => this.#overrun(timeoutMs), timeoutMs);
    give(invocation, Date.now() + timeoutMs, arnOf(name, this.context.place));
  }

  async #live(): Promise<void> {
    const runtimeApi = await this.#api.listen();
    const [code, signal] = this.#isEnding ? [null, 'SIGKILL'] : await this.#runProcess(runtimeApi);
    clearTimeout(this.#timer);
    this.#isEnding = true;
    const how = signal === null ? `exit status ${String(code)}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
    this.#give = undefined;
    for (const left of [this.#current, this.#waiting]) {
      left?.fail(FunctionFailure.ofPlatform('Runtime.ExitError', left.requestId, `Runtime exited with error: ${how}`));
      left?.settle();
    }
    this.#api.close();
    this.context.onChange();
  }

  /** Runs the process to its end. */
  async #runProcess(runtimeApi: string): Promise<[code: number | null, signal: string | null]> {
    const { place, lambdaUrl, log } = this.context;
    const facts = { environmentId: this.id, runtimeApi, region: place.region, lambdaUrl };
    const child = spawn(process.execPath, ['--require', NATIVE_CLIENT, RUNTIME_CLIENT], {
      cwd: this.definition.folder,
      env: variablesOf(this.definition, facts),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    log.follow(child.stdout, this.id, 'stdout');
    log.follow(child.stderr, this.id, 'stderr');
    return (await once(child, 'close')) as [number | null, string | null];
  }

  #overrun(limitMs: number): void {
    const late = this.#current ?? this.#waiting;
    const complaint = `Task timed out after ${(limitMs / 1_000).toFixed(2)} seconds`;
    late?.fail(FunctionFailure.ofPlatform('Sandbox.Timedout', late.requestId, complaint));
    this.#isEnding = true;
    this.#child?.kill('SIGKILL');
  }
}
