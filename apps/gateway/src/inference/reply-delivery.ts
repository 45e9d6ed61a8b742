import { AuditTrail } from '@app/audit';
import { BedrockCallError, type FailureKind } from '@app/bedrock';
import type { RoutedReply } from '@app/routing';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { keptTypeOf } from '../logs/problem-type.js';
import { problemOf } from '../problems/to-problem.js';
import { typeOfException } from './failure-of-exception.js';
import type { ReplyWriter } from './reply-writers/reply-writer.js';
import { breakOff } from './reply-writers/write-chunk.js';

const BEDROCK_HEADER = /^x-amzn-bedrock-[a-z0-9-]+$/;

/** Hands replies over to callers and finishes their audit records. */
@Injectable()
export class ReplyDelivery {
  constructor(private readonly trail: AuditTrail) {}

  /**
   * Writes a reply. Resolves when the answer is over, whole or broken: both are on record then.
   *
   * @throws {BedrockCallError} if it broke before anything was written: the status is still open.
   */
  async deliver(request: Request, response: Response, routed: RoutedReply, write: ReplyWriter): Promise<void> {
    const { reply } = routed;
    setAnswerHeaders(response, request, routed);
    const onFirstByte = (): void => this.noteFirstByte(request);
    try {
      await write({ reply, request, response, signal: request.exchange.signal, onFirstByte });
    } catch (error) {
      reply.body.destroy();
      this.noteBroken(request, routed, error);
      if (!response.headersSent) throw error;
      this.finishBroken(request, error);
      return breakOff(response);
    }
    this.finishWhole(request, routed);
  }

  private noteFirstByte(request: Request): void {
    const entry = this.trail.entryOf(request);
    // Counted from the same moment as the record's `latency`.
    entry?.note({ firstByteMs: Math.max(0, Date.now() - entry.openedAtEpochMs) });
  }

  private finishWhole(request: Request, { reply }: RoutedReply): void {
    const { trace } = request.exchange;
    const { usage, bodyBytes, exceptionType } = reply.inspect();
    // An exception frame is passed on untouched, and the stream around it is whole; the answer in it is not. It goes
    // on record as it does for those who read events: what happened does not hang on the form that was asked for.
    if (exceptionType !== undefined) trace.endLast('stream-broken');
    const outcome = exceptionType === undefined ? 'complete' : 'partial';
    const errorType = exceptionType && keptTypeOf(typeOfException(exceptionType));
    const facts = { responseSize: bodyBytes, attempts: trace.attempts, errorType, ...usage };
    this.trail.entryOf(request)?.finish({ outcome, statusCode: reply.status, ...facts });
  }

  private noteBroken(request: Request, { reply }: RoutedReply, error: unknown): void {
    const { trace } = request.exchange;
    trace.endLast(kindOf(error));
    const { usage, bodyBytes } = reply.inspect();
    this.trail.entryOf(request)?.note({ responseSize: bodyBytes, attempts: trace.attempts, ...usage });
  }

  private finishBroken(request: Request, error: unknown): void {
    const { status, type } = problemOf(error, request);
    const ending = kindOf(error) === 'client-gone' ? gone(status) : ({ outcome: 'partial', statusCode: 200 } as const);
    this.trail.entryOf(request)?.finish({ ...ending, errorType: keptTypeOf(type) });
  }
}

const gone = (statusCode: number) => ({ outcome: 'client-gone', statusCode }) as const;

function kindOf(error: unknown): FailureKind {
  return error instanceof BedrockCallError ? error.kind : 'stream-broken';
}

/** Says which way the answer came. Nothing is claimed here that the reply in hand does not show. */
function setAnswerHeaders(response: Response, { exchange }: Request, { route, reply }: RoutedReply): void {
  response.status(reply.status);
  response.setHeader('X-Routing-Method', route);
  response.setHeader('X-Routing-Attempts', exchange.trace.toString());
  response.setHeader('X-Source-Partition', 'govcloud');
  response.setHeader('X-Destination-Partition', 'commercial');
  response.setHeader('X-Upstream-Request-ID', reply.upstreamRequestId);
  const { inferenceProfileId } = exchange;
  if (inferenceProfileId !== undefined) response.setHeader('X-Inference-Profile', inferenceProfileId);
  for (const [name, value] of Object.entries(reply.headers)) {
    if (BEDROCK_HEADER.test(name)) response.setHeader(name, value);
  }
}
