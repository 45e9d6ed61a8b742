import type { Server } from 'node:http';
import { AuditTrail } from '@app/audit';
import { readPeerEvent } from '@app/routing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Context } from 'aws-lambda';
import type { GatewayConfig } from '../config/gateway-config.js';
import { createApp } from '../create-app.js';
import type { Invocation } from '../exchange/invocation.js';
import { answerPeerInOnePiece, streamPeerAnswer } from '../peer/peer-answers.js';
import { PeerCalls } from '../peer/peer-calls.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { OperatorTraffic } from '../traffic/operator-traffic.js';
import { answerInOnePiece } from './answer-in-one-piece.js';
import { EventNotKnownError } from './errors.js';
import { readProxyEvent, type ProxyRequest } from './proxy-event.js';
import type { ResponseStream } from './response-sink.js';
import { streamAnswer } from './stream-answer.js';
import { traceOfInvocation } from './trace-of-invocation.js';

/**
 * API Gateway cuts a streamed integration after 5 minutes of silence; the caller gets our own error before that.
 * Source: API Gateway's documentation of response streaming, idle timeout of Regional and private endpoints.
 */
const LONGEST_SILENCE_MS = 285_000;
/** What is left of an invocation's time when the audit record is given up to the log. */
const LAST_RESERVE_MS = 1_000;
const LONGEST_SETTLING_MS = 5_000;

/** The application inside a Lambda function: events in, answers out, and every audit record at rest in between. */
export class LambdaGateway {
  private readonly trail: AuditTrail;
  private readonly peers: PeerCalls;
  private readonly traffic: OperatorTraffic;
  private readonly telemetry: Telemetry;

  private constructor(private readonly app: NestExpressApplication) {
    this.trail = app.get(AuditTrail, { strict: false });
    this.peers = app.get(PeerCalls, { strict: false });
    this.traffic = app.get(OperatorTraffic, { strict: false });
    this.telemetry = app.get(Telemetry, { strict: false });
  }

  /**
   * Builds the application. Meant for the init phase.
   *
   * @throws {TokenKeysUnavailableError} if the signing secret cannot be read.
   */
  static async start(config: GatewayConfig): Promise<LambdaGateway> {
    const app = await createApp(config);
    await app.init();
    return new LambdaGateway(app);
  }

  /**
   * Serves one event with a streamed answer: a request of API Gateway, or a call of the sibling function.
   *
   * @throws {InvocationError} if the answer broke off, or the event is no such thing.
   * @throws {PeerEventInvalidError} for a call of a sibling of another version.
   */
  stream(event: unknown, stream: ResponseStream, context: Context): Promise<void> {
    return this.settling(context, async () => {
      const peerEvent = readPeerEvent(event);
      if (peerEvent) return streamPeerAnswer(this.peers, peerEvent, stream, context);
      const request = requestOf(event);
      const server: Server = this.app.getHttpServer();
      return streamAnswer(server, request, invocationFor(request, context), stream);
    });
  }

  /**
   * Serves one event with an answer in one piece: a request of API Gateway or of a load balancer, or a call of the
   * sibling function.
   *
   * @throws as `stream`.
   */
  answer(event: unknown, context: Context): Promise<object> {
    return this.settling(context, async () => {
      const peerEvent = readPeerEvent(event);
      if (peerEvent) return answerPeerInOnePiece(this.peers, peerEvent, context);
      const request = requestOf(event);
      return answerInOnePiece(this.app, request, invocationFor(request, context));
    });
  }

  /** Ends what the application holds. Lambda never asks for it; tests do. */
  close(): Promise<void> {
    return this.app.close();
  }

  /**
   * Between two invocations the process is frozen: nothing of a record or a metric may be under way then, and no read.
   * What the operator has changed meanwhile is read while the invocation is at work.
   */
  private async settling<Result>(context: Context, work: () => Promise<Result>): Promise<Result> {
    this.traffic.stored?.refresh();
    try {
      return await work();
    } finally {
      const leftMs = context.getRemainingTimeInMillis() - LAST_RESERVE_MS;
      const signal = AbortSignal.timeout(Math.max(1, Math.min(leftMs, LONGEST_SETTLING_MS)));
      await this.trail.idle(signal);
      // Behind the records, which are what is counted.
      await this.telemetry.flush(signal);
      await this.traffic.stored?.settled();
    }
  }
}

function requestOf(event: unknown): ProxyRequest {
  const request = readProxyEvent(event);
  if (!request) throw new EventNotKnownError();
  return request;
}

function invocationFor({ userArn }: ProxyRequest, context: Context): Invocation {
  const traceId = traceOfInvocation();
  return {
    remainingMs: () => context.getRemainingTimeInMillis(),
    longestSilenceMs: LONGEST_SILENCE_MS,
    ...(userArn !== undefined && { userArn }),
    ...(traceId !== undefined && { traceId }),
  };
}
