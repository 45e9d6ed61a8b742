import { BedrockCallError } from '@app/bedrock';
import {
  encodePeerAnswerHead,
  PeerRefusedError,
  RoutePolicies,
  RouteTrace,
  toPeerFailure,
  type Deadline,
  type PeerCall,
  type PeerEvent,
  type PeerOutcome,
  type PeerTrial,
  type RoutedReply,
} from '@app/routing';
import { Injectable, Logger } from '@nestjs/common';
import { principalOf, type Caller } from '../auth/caller.js';
import { TokenKeysUnavailableError, TokenRefusedError, TokenRevocationsUnavailableError } from '../auth/errors.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { reasonOf } from '../problems/reason-of.js';
import { PendingTrial } from '../rotation/trial/pending-trial.js';

/** The bytes of an answer: the head at once, the body as it comes. */
export interface PeerAnswerBytes {
  readonly head: Buffer;
  /** Must be read to its end, or left early by the iterator. It throws where the reply of Bedrock broke off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The answer instead, if the body broke off before any of it left. @throws for a defect. */
  readonly insteadOf: (broken: unknown) => PeerAnswerBytes;
}

/**
 * Makes calls to Bedrock for the sibling function, on the one route that this process reaches itself.
 *
 * The sibling has decided everything and has it on record. What must never go wrong is decided here once more: that the
 * token holds, and that it and the data's class may take this route. Nothing goes on to another route or sibling.
 */
@Injectable()
export class PeerCalls {
  private readonly logger = new Logger('Peer');

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly policies: RoutePolicies,
    private readonly pending: PendingTrial,
  ) {}

  /**
   * Answers one event. Every failure that has a name is an answer, too.
   *
   * @throws only for a defect: the sibling learns that nothing came back, and no more.
   */
  answer(event: PeerEvent, deadline: Deadline): Promise<PeerAnswerBytes> {
    if (event.kind === 'call') return this.answerCall(event.call, deadline);
    return event.kind === 'probe' ? this.answerProbe(event.route, deadline) : this.answerTrial(event, deadline);
  }

  private async answerCall(call: PeerCall, deadline: Deadline): Promise<PeerAnswerBytes> {
    const trace = new RouteTrace();
    try {
      const { reply } = await this.send(call, deadline, trace);
      const { status, headers, upstreamRequestId, body } = reply;
      return answerOf({ kind: 'reply', status, headers, upstreamRequestId }, body, trace);
    } catch (error) {
      this.logger.warn({ event: 'peer-call-failed', requestId: call.requestId, ...reasonOf(error) });
      return failureOf(error, trace);
    }
  }

  private async send(call: PeerCall, deadline: Deadline, trace: RouteTrace): Promise<RoutedReply> {
    const { route, dataClass, hasNextRoute } = call;
    const policy = this.policies.get(route);
    if (!policy?.isDirect) throw new PeerRefusedError('hop');
    const caller = await this.verify(call.callerToken);
    if (!caller.routes.has(route)) throw new PeerRefusedError('route');
    if (!caller.classifications.has(dataClass)) throw new PeerRefusedError('data-class');
    const plan = { method: route, routes: [route], narrowed: false };
    // Of the token, whatever the event says.
    const principal = principalOf(caller);
    return policy.send({ call: call.call, plan, dataClass, deadline, principal, trace, hasNextRoute });
  }

  private async verify(token: string): Promise<Caller> {
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof TokenRefusedError) throw new PeerRefusedError('token');
      if (error instanceof TokenKeysUnavailableError) throw new PeerRefusedError('token-keys');
      if (error instanceof TokenRevocationsUnavailableError) throw new PeerRefusedError('token-revocations');
      throw error;
    }
  }

  /** The credentials are this process's own to read: the event says which version, and no more. */
  private async answerTrial(trial: PeerTrial, { signal }: Deadline): Promise<PeerAnswerBytes> {
    const trace = new RouteTrace();
    try {
      await this.pending.prove(trial, signal);
      return answerOf({ kind: 'proven', pendingVersionId: trial.pendingVersionId }, [], trace);
    } catch (error) {
      return failureOf(error, trace);
    }
  }

  private async answerProbe(route: PeerCall['route'], { signal }: Deadline): Promise<PeerAnswerBytes> {
    const trace = new RouteTrace();
    try {
      const policy = this.policies.get(route);
      if (!policy?.isDirect) throw new PeerRefusedError('hop');
      await policy.prove(signal);
      return answerOf({ kind: 'proven' }, [], trace);
    } catch (error) {
      return failureOf(error, trace);
    }
  }
}

function failureOf(error: unknown, trace: RouteTrace): PeerAnswerBytes {
  const portable = toPeerFailure(error);
  if (!portable) throw error;
  return answerOf({ kind: 'failure', failure: portable.failure }, [portable.body], trace);
}

function answerOf(
  outcome: PeerOutcome,
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  trace: RouteTrace,
): PeerAnswerBytes {
  const chunks = Array.isArray(body) ? inTurn(body) : (body as AsyncIterable<Uint8Array>);
  const { attempts } = trace;
  const insteadOf = (broken: unknown): PeerAnswerBytes => {
    trace.endLast(broken instanceof BedrockCallError ? broken.kind : 'stream-broken');
    return failureOf(broken, trace);
  };
  return { head: encodePeerAnswerHead({ attempts, outcome }), body: chunks, insteadOf };
}

async function* inTurn(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
