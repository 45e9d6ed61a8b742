import { BedrockCallError, relayReply, type BedrockReply } from '@app/bedrock';
import type { ClearedCall } from '../clear-for-route.js';
import { PeerRefusedError } from '../errors.js';
import type { Route } from '../route.js';
import { failureOfAnswer } from './peer/failure-of-answer.js';
import { encodePeerCall, encodePeerProbe } from './peer/peer-call.js';
import type { PeerFunction } from './peer/peer-function.js';
import { readPeerAnswer } from './peer/read-peer-answer.js';
import { Transport, type SendTerms } from './transport.js';

/** Sends by way of the sibling function, whose network reaches the route. */
export class PeerTransport extends Transport {
  override readonly kind = 'peer';

  constructor(
    private readonly route: Route,
    private readonly peer: PeerFunction,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  /** @throws {PeerRefusedError} too. */
  override async send(cleared: ClearedCall, terms: SendTerms): Promise<BedrockReply> {
    const ended = new AbortController();
    const signal = AbortSignal.any([terms.deadline.signal, ended.signal]);
    const answer = await readPeerAnswer(this.peer.invoke(this.eventOf(cleared, terms), signal));
    const { attempts, outcome } = answer.head;
    terms.onAttempts(attempts.map((attempt) => ({ ...attempt, transport: this.kind })));
    if (outcome.kind !== 'reply') throw await failureOfAnswer(answer, this.route);
    // A body that is destroyed while it waits for its next chunk ends the connection, too.
    return relayReply(cleared.call, outcome, { chunks: answer.body, signal, onClose: () => ended.abort() });
  }

  /** Credentials are the business of whoever uses them. */
  override renewCredentials(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override async probe(signal: AbortSignal): Promise<void> {
    const answer = await readPeerAnswer(this.peer.invoke(encodePeerProbe(this.route), signal));
    if (answer.head.outcome.kind !== 'proven') throw await failureOfAnswer(answer, this.route);
    for await (const _ of answer.body) break;
  }

  /** Each invocation of the sibling is a request of its own: there is nothing that could hang. */
  override resetConnections(): void {
    this.peer.close();
  }

  private eventOf({ route, dataClass, call }: ClearedCall, terms: SendTerms): string {
    const { callerToken, requestId = '', hasNextRoute = false, deadline } = terms;
    if (callerToken === undefined) throw new PeerRefusedError('token');
    const timeoutMs = Math.max(1, deadline.endsAtEpochMs - this.now());
    try {
      return encodePeerCall({ route, dataClass, callerToken, requestId, hasNextRoute, timeoutMs, call });
    } catch (cause) {
      throw new BedrockCallError('bad-request', 'body-not-text', { cause });
    }
  }
}
