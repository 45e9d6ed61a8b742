import { BedrockCallError, relayReply, type BedrockReply } from '@app/bedrock';
import type { ClearedCall } from '../clear-for-route.js';
import { PeerRefusedError } from '../errors.js';
import type { Route } from '../route.js';
import { fromPeerFailure } from './peer/peer-failure.js';
import { encodePeerCall, encodePeerProbe } from './peer/peer-call.js';
import type { PeerFunction } from './peer/peer-function.js';
import { readPeerAnswer, type PeerAnswer } from './peer/read-peer-answer.js';
import { Transport, type SendTerms } from './transport.js';

/** Of a longer error of Bedrock the sibling keeps no body, and sends none. */
const MAX_ERROR_BODY_BYTES = 64 * 1024;

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
    if (outcome.kind !== 'reply') throw await this.failureOf(answer);
    // A body that is destroyed while it waits for its next chunk ends the connection, too.
    return relayReply(cleared.call, outcome, { chunks: answer.body, signal, onClose: () => ended.abort() });
  }

  /** Credentials are the business of whoever uses them. */
  override renewCredentials(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override async probe(signal: AbortSignal): Promise<void> {
    const answer = await readPeerAnswer(this.peer.invoke(encodePeerProbe(this.route), signal));
    if (answer.head.outcome.kind !== 'proven') throw await this.failureOf(answer);
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

  private async failureOf({ head: { outcome }, body }: PeerAnswer): Promise<Error> {
    const bytes = await collect(body);
    if (outcome.kind !== 'failure' || !bytes) return new BedrockCallError('not-bedrock', 'peer-answer');
    return fromPeerFailure({ failure: outcome.failure, body: bytes }, this.route);
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ERROR_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
