import type { Dispatcher } from 'undici';
import { classifyTransportFailure } from '../classify-failure.js';
import { BedrockCallError } from '../errors.js';
import { readAnswerHead, type ReceivedHeaders } from './answer-head.js';

/** A whole answer of a service beside Bedrock. */
export interface WholeAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * One request and its short answer, collected as undici reports it; `whole` is what comes of it.
 *
 * Owns a listener on the signal, which ends with the exchange. Rejects with the signal's reason once that fires, with a
 * `BedrockCallError` for a failed connection, and `not-bedrock` for an answer that is longer than `maxBytes`.
 */
export class ShortAnswer implements Dispatcher.DispatchHandler {
  private readonly outcome = Promise.withResolvers<WholeAnswer>();
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private head: Omit<WholeAnswer, 'body'> | undefined;
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly maxBytes: number,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.onAbort);
  }

  /** The answer, when all of it is there. */
  get whole(): Promise<WholeAnswer> {
    return this.outcome.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.signal.aborted) this.onAbort();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, received: ReceivedHeaders): void {
    const { headers } = readAnswerHead(status, received);
    if (status >= 200) this.head = { status, headers };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) this.fail(new BedrockCallError('not-bedrock', 'answer-too-long'));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.release();
    if (this.head) this.outcome.resolve({ ...this.head, body: Buffer.concat(this.chunks) });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(classifyTransportFailure(error));
  }

  // A promise takes its first outcome: what follows from ending the connection changes nothing.
  private fail(error: Error): void {
    this.release();
    this.outcome.reject(error);
    this.controller?.abort(error);
  }

  private release(): void {
    this.signal.removeEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => this.fail(this.signal.reason as Error);
}
