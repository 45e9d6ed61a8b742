import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FunctionFailure } from './function-failure.js';

/** Larger answers of a function that does not stream are an error. Source: Lambda quotas, 6 MB and 100 bytes. */
const MAX_BUFFERED_ANSWER_BYTES = 6_291_556;

/** What tests are told about one invocation. */
export interface InvocationRecord {
  readonly requestId: string;
  readonly environmentId: string;
  /** Cold when its process was started for it. */
  readonly start: 'cold' | 'warm';
  /** `running` until the answer is over. */
  readonly outcome: 'running' | 'succeeded' | 'failed';
  readonly errorType: string | undefined;
  /** Resolves when the process has ended or asked for the next invocation: nothing of this one goes on then. */
  readonly settled: Promise<void>;
}

/**
 * One invocation, from the call to its answer. Whoever calls reads `body` to its end or says `abandon`: the function
 * goes on either way, for Lambda does not tell it that a caller left.
 */
export class Invocation implements InvocationRecord {
  readonly requestId = randomUUID();
  readonly settled: Promise<void>;
  /** Resolves when the answer begins or the invocation has failed; never rejects. */
  readonly begun: Promise<void>;
  /** Resolves when the answer is over, well or badly. */
  readonly over: Promise<void>;
  environmentId = '';
  start: 'cold' | 'warm' = 'cold';
  readonly #begun = Promise.withResolvers<void>();
  readonly #settled = Promise.withResolvers<void>();
  /** Resolves with what becomes of an answer that was cut. */
  readonly #failed = Promise.withResolvers<FunctionFailure>();
  readonly #outrun = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<void>();
  #source: IncomingMessage | undefined;
  #failure: FunctionFailure | undefined;
  #isOver = false;

  constructor(readonly payload: string) {
    this.over = this.#over.promise;
    this.begun = this.#begun.promise;
    this.settled = this.#settled.promise;
  }

  get outcome(): 'running' | 'succeeded' | 'failed' {
    if (!this.#isOver) return 'running';
    return this.#failure === undefined ? 'succeeded' : 'failed';
  }

  get errorType(): string | undefined {
    return this.#failure?.errorType;
  }

  /** The answer's bytes, each as soon as it is there; slow readers hold the function back. @throws FunctionFailure */
  async *body(): AsyncGenerator<Buffer, void> {
    await this.begun;
    try {
      yield* this.#read();
    } catch (error) {
      throw await this.#failureBehind(error);
    } finally {
      this.abandon();
    }
  }

  /** The caller has left: what still comes is thrown away. */
  abandon(): void {
    void this.#drain();
  }

  /** The runtime client begins to send the answer. */
  answer(source: IncomingMessage): void {
    this.#source = source;
    this.#begun.resolve();
  }

  /** Ends it badly; the first failure counts. */
  fail(failure: FunctionFailure): void {
    this.#failed.resolve(failure);
    // An answer that has begun ends where its bytes end: it may be whole.
    if (this.#source !== undefined || this.#isOver) return;
    this.#failure = failure;
    this.#end();
    this.#begun.resolve();
  }

  /** The process asks for the next one: an answer that was cut is not cut by its end. */
  outrun(): void {
    this.#outrun.resolve();
  }

  /** Nothing of it goes on any more. */
  settle(): void {
    this.#settled.resolve();
  }

  async #drain(): Promise<void> {
    await this.begun;
    if (this.#source === undefined || this.#isOver) return;
    try {
      for await (const _chunk of this.#read());
    } catch (error) {
      await this.#failureBehind(error);
    }
  }

  async *#read(): AsyncGenerator<Buffer, void> {
    if (this.#source === undefined) throw this.#failure ?? new Error('The invocation has no answer');
    const isStream = this.#source.headers['lambda-runtime-function-response-mode'] === 'streaming';
    let bytes = 0;
    for await (const chunk of this.#source.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (!isStream && bytes > MAX_BUFFERED_ANSWER_BYTES) throw tooLarge(this.requestId);
      yield chunk as Buffer;
    }
    const failure = readTrailers(this.#source);
    if (failure !== undefined) throw failure;
    this.#end();
  }

  /** A cut connection says nothing of the cause: the process's end does, or its going on. */
  async #failureBehind(error: unknown): Promise<FunctionFailure> {
    const failure = error instanceof FunctionFailure ? error : await this.#causeOfCut();
    this.#failure ??= failure;
    this.#end();
    return this.#failure;
  }

  async #causeOfCut(): Promise<FunctionFailure> {
    const truncated = FunctionFailure.ofPlatform('Runtime.TruncatedResponse', this.requestId, 'Truncated response');
    return Promise.race([this.#failed.promise, this.#outrun.promise.then(() => truncated)]);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over.resolve();
  }
}

/** How the runtime client says that a handler failed once its answer had begun. Source: aws-lambda-ric, `stream/`. */
function readTrailers({ trailers }: IncomingMessage): FunctionFailure | undefined {
  const [type, body] = [trailers['lambda-runtime-function-error-type'], trailers['lambda-runtime-function-error-body']];
  if (type === undefined) return undefined;
  return new FunctionFailure(type, Buffer.from(body ?? '', 'base64').toString('utf8'));
}

function tooLarge(requestId: string): FunctionFailure {
  const complaint = `Response payload size exceeded maximum allowed payload size (${MAX_BUFFERED_ANSWER_BYTES} bytes).`;
  return FunctionFailure.ofPlatform('Function.ResponseSizeTooLarge', requestId, complaint);
}
