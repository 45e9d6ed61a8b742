import type { Dispatcher } from 'undici';
import { classifyAbort, classifyBrokenBody, classifyTransportFailure } from '../classify-failure.js';
import type { Clock } from '../clock.js';
import { BedrockCallError } from '../errors.js';
import type { BedrockReply } from '../model-invoker.js';
import { ReplyTap, type CountsPlace } from '../usage/reply-tap.js';
import { readAnswerHead } from './answer-head.js';
import type { AnswerHead, ReceivedHeaders } from './answer-head.js';
import { classifyRefusal } from './classify-refusal.js';
import { findForeignAnswer, isSuccess } from './find-foreign-answer.js';
import type { AnswerExpectation } from './find-foreign-answer.js';
import { pickAnswerHeaders } from './pick-headers.js';
import { RefusalBody } from './refusal-body.js';
import { ReplyBody } from './reply-body.js';

/** What one exchange expects, and how long it waits for it. */
export interface ExchangeTerms extends AnswerExpectation {
  readonly countsIn: CountsPlace;
  /** From now to the first byte of the body; unset: no limit but the signal. */
  readonly firstByteTimeoutMs: number | undefined;
  readonly idleTimeoutMs: number;
  readonly now: Clock;
}

/**
 * One request and its answer, as undici reports them event by event; `reply` is what comes of it.
 *
 * Owns a listener on the signal and a timer; both end with the exchange: on failure, or with the reply's body.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private readonly outcome = Promise.withResolvers<BedrockReply>();
  private readonly firstByteTimer: NodeJS.Timeout | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private body: ReplyBody | undefined;
  private refusal: RefusalBody | undefined;
  private failure: BedrockCallError | undefined;

  constructor(
    private readonly terms: ExchangeTerms,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', this.onAbort);
    const { firstByteTimeoutMs } = terms;
    if (firstByteTimeoutMs !== undefined) this.firstByteTimer = setTimeout(this.onFirstByteTimeout, firstByteTimeoutMs);
  }

  /** The reply, as soon as the head of a 2xx answer is there. */
  get reply(): Promise<BedrockReply> {
    return this.outcome.promise;
  }

  // A request can be given up while it waits for a socket: undici has no handle for that, so it is ended here.
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.failure) controller.abort(this.failure);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, received: ReceivedHeaders): void {
    if (status < 200) return;
    const head = readAnswerHead(status, received);
    const foreign = findForeignAnswer(head, this.terms);
    if (foreign !== undefined) this.fail(new BedrockCallError('not-bedrock', foreign));
    else if (isSuccess(status)) this.startBody(controller, head);
    else this.startRefusal(head);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    clearTimeout(this.firstByteTimer);
    this.refusal?.receive(chunk);
    this.body?.receive(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.firstByteTimer);
    this.refusal?.finish('whole');
    this.body?.finish();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.refusal?.finish('cut');
    this.fail(this.body ? classifyBrokenBody(error) : classifyTransportFailure(error));
  }

  private startRefusal(head: AnswerHead): void {
    const onDone = (body: Buffer, isWhole: boolean): void =>
      this.fail(classifyRefusal(head, { body, isWhole }, this.terms.now()));
    this.refusal = new RefusalBody(onDone);
  }

  private startBody(controller: Dispatcher.DispatchController, head: AnswerHead): void {
    const headers = pickAnswerHeaders(head.headers);
    const tap = new ReplyTap(this.terms.countsIn, headers);
    const { idleTimeoutMs } = this.terms;
    this.body = new ReplyBody({ controller, tap, idleTimeoutMs, onClose: () => this.release() });
    if (this.firstByteTimer === undefined) this.body.watchSilence();
    this.outcome.resolve({
      status: head.status,
      headers,
      upstreamRequestId: head.requestId,
      body: this.body,
      inspect: () => tap.inspect(),
    });
  }

  // The first failure counts; what follows from ending the connection does not.
  private fail(error: BedrockCallError): void {
    if (this.failure) return;
    this.failure = error;
    this.release();
    this.outcome.reject(error);
    if (this.body) this.body.destroy(error);
    else this.controller?.abort(error);
  }

  private release(): void {
    clearTimeout(this.firstByteTimer);
    this.signal.removeEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => this.fail(classifyAbort(this.signal));

  private readonly onFirstByteTimeout = (): void => this.fail(new BedrockCallError('timeout', 'first-byte'));
}
