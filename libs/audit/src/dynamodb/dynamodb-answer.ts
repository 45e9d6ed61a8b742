import type { Dispatcher } from 'undici';
import { DynamoDbRefusal } from './dynamodb-refusal.js';

/** DynamoDB answers with 1 MB of items at most; as JSON they may be some times as long. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** What an error without a type of its own is called; it is in no list of known ones. */
const UNTYPED = 'UnknownError';

/** Collects the answer to one request, as undici reports it. Ends it when the signal fires, and lets go of that then. */
export class DynamoDbAnswer implements Dispatcher.DispatchHandler {
  readonly #outcome = Promise.withResolvers<object>();
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.#onAbort);
  }

  /**
   * What the answer says.
   *
   * @throws {DynamoDbRefusal} for an error of DynamoDB's; else what undici reports, the signal's reason, or an error for
   *   what is no answer of DynamoDB's at all.
   */
  get output(): Promise<object> {
    return this.#outcome.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.signal.aborted) controller.abort(this.signal.reason);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_ANSWER_BYTES) controller.abort(new Error('The answer is too long for DynamoDB'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    const [only = Buffer.alloc(0), ...others] = this.#chunks;
    const body = others.length === 0 ? only : Buffer.concat(this.#chunks, this.#bytes);
    const parsed = parseObject(body.toString());
    if (this.#status !== 200) this.#outcome.reject(new DynamoDbRefusal(typeOf(parsed), this.#status));
    else if (parsed === undefined) this.#outcome.reject(new Error('This is no answer of DynamoDB'));
    else this.#outcome.resolve(parsed);
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#release();
    this.#outcome.reject(error);
  }

  // A request can be given up while it waits for a socket: undici has no handle for that, so it is ended here.
  readonly #onAbort = (): void => {
    this.#release();
    this.#outcome.reject(this.signal.reason);
    this.#controller?.abort(this.signal.reason);
  };

  #release(): void {
    this.signal.removeEventListener('abort', this.#onAbort);
  }
}

function typeOf(answer: object | undefined): string {
  return answer !== undefined && '__type' in answer && typeof answer.__type === 'string' ? answer.__type : UNTYPED;
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
