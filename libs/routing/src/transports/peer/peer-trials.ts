import { BedrockCallError } from '@app/bedrock';
import { failureOfAnswer } from './failure-of-answer.js';
import { LambdaPeerFunction } from './lambda-peer.function.js';
import { encodePeerTrial, type PeerTrial } from './peer-call.js';
import type { PeerFunction } from './peer-function.js';
import { readPeerAnswer } from './read-peer-answer.js';

/** The function gives its own trial up after ten seconds; it may have to start first. */
const TRIAL_TIMEOUT_MS = 25_000;

/**
 * Has the function of a route try credentials that are not in use yet, where its network is and with what it may read.
 *
 * @example
 * await new PeerTrials('dual-routing-gateway-vpn').prove({ route: 'vpn', pendingVersionId }, AbortSignal.timeout(20_000));
 */
export class PeerTrials {
  private readonly peer: PeerFunction;

  /** @param peer the function's name, for Lambda; or what stands for it. */
  constructor(peer: string | PeerFunction) {
    this.peer = typeof peer === 'string' ? new LambdaPeerFunction(peer) : peer;
  }

  /**
   * Resolves when the function has shown that Bedrock takes this very version of the secret on this route.
   *
   * @throws {BedrockCallError} as `tryCredentials`; `unreachable` where the function did not answer, `not-bedrock` where it
   *   proved something else: one of another version.
   * @throws {PeerRefusedError} `hop` where the route is not the function's own.
   * @throws {CredentialsUnavailableError} where it cannot read that version.
   */
  async prove(trial: PeerTrial, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TRIAL_TIMEOUT_MS)]);
    const answer = await readPeerAnswer(this.peer.invoke(encodePeerTrial(trial), limit));
    const { outcome } = answer.head;
    if (outcome.kind !== 'proven') throw await failureOfAnswer(answer, trial.route);
    for await (const _ of answer.body) break;
    if (outcome.pendingVersionId !== trial.pendingVersionId) throw new BedrockCallError('not-bedrock', 'peer-answer');
  }

  /** Ends idle connections. */
  close(): void {
    this.peer.close();
  }
}
