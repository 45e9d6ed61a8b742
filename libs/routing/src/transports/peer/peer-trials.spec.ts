import { BedrockCallError, CredentialsUnavailableError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { answerBytes, inPieces, ScriptedPeer } from '../../testing/peer-answers.js';
import type { PeerOutcome } from './peer-answer.js';
import { toPeerFailure } from './peer-failure.js';
import { PeerTrials } from './peer-trials.js';

const TRIAL = { route: 'vpn', pendingVersionId: '11111111-2222-3333-4444-555555555555' } as const;
const { signal } = new AbortController();

const peerThat = (outcome: PeerOutcome, body: string | Uint8Array = ''): ScriptedPeer =>
  new ScriptedPeer(() => inPieces(answerBytes({ attempts: [], outcome }, body), 10).chunks);

function failing(error: Error): ScriptedPeer {
  const portable = toPeerFailure(error);
  if (!portable) throw error;
  return peerThat({ kind: 'failure', failure: portable.failure }, portable.body);
}

describe('PeerTrials', () => {
  it.each<[string, PeerOutcome]>([
    ['of the route alone, as functions of before give it', { kind: 'proven' }],
    ['of another version', { kind: 'proven', pendingVersionId: '99999999-2222-3333-4444-555555555555' }],
    ['of what is a reply to a call', { kind: 'reply', status: 200, headers: {}, upstreamRequestId: 'u-1' }],
  ])('take no proof %s', async (_what, outcome) => {
    const trials = new PeerTrials(peerThat(outcome));
    await expect(trials.prove(TRIAL, signal)).rejects.toMatchObject({ kind: 'not-bedrock', reason: 'peer-answer' });
  });

  it.each([
    [new BedrockCallError('denied', 'status-403'), { kind: 'denied', reason: 'status-403' }],
    [new CredentialsUnavailableError('x'), { code: 'CREDENTIALS_UNAVAILABLE' }],
  ])('fail as the function has: %s', async (error, expected) => {
    await expect(new PeerTrials(failing(error)).prove(TRIAL, signal)).rejects.toMatchObject(expected);
  });

  it('fail for an answer that breaks off', async () => {
    const cut = new ScriptedPeer(
      () => inPieces(Buffer.from('{"version"'), 4, new BedrockCallError('unreachable', 'peer-cut')).chunks,
    );
    await expect(new PeerTrials(cut).prove(TRIAL, signal)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('send route and version, and no key', async () => {
    const peer = peerThat({ kind: 'proven', pendingVersionId: TRIAL.pendingVersionId });
    const trials = new PeerTrials(peer);
    await trials.prove(TRIAL, signal);
    trials.close();
    expect(peer.asked).toEqual([{ peerTrial: { version: 1, ...TRIAL } }]);
    expect(peer.closings).toBe(1);
  });
});
