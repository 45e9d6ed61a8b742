import { describe, expect, it } from 'vitest';
import { PeerRefusedError } from './errors.js';
import { RoutePolicy } from './route-policy.js';
import type { Attempt } from './route-trace.js';
import { failure } from './testing/failures.js';
import { answerBytes, inPieces, ScriptedPeer } from './testing/peer-answers.js';
import { CLASSES, createDeadline, createRequest } from './testing/requests.js';
import { ScriptedTransport } from './testing/scripted-transport.js';
import { PeerTransport } from './transports/peer.transport.js';
import type { PeerAnswerHead, PeerOutcome } from './transports/peer/peer-answer.js';

const REPLY: PeerOutcome = { kind: 'reply', status: 200, headers: {}, upstreamRequestId: 'u-1' };
const THROTTLED = { code: 'BEDROCK_CALL_FAILED', kind: 'throttled', reason: 'r' } as const;
const attempt = (outcome: Attempt['outcome'], startedAtEpochMs = 1): Attempt => ({
  route: 'vpn',
  transport: 'direct',
  startedAtEpochMs,
  durationMs: 5,
  outcome,
});

const policyOver = (peer: ScriptedPeer): RoutePolicy => new RoutePolicy('vpn', new PeerTransport('vpn', peer), CLASSES);
const peerThat = (head: PeerAnswerHead): ScriptedPeer => new ScriptedPeer(() => inPieces(answerBytes(head), 50).chunks);
const request = () =>
  createRequest({ dataClass: 'cui', callerToken: 'a.b.c', deadline: createDeadline(Date.now() + 60_000) });

describe('RoutePolicy over a sibling', () => {
  it('counts one attempt of its own where the sibling was not reached, and does not ask again', async () => {
    const peer = new ScriptedPeer(() => inPieces(Buffer.of(), 1, failure('unreachable')).chunks);
    const sent = request();
    await expect(policyOver(peer).send(sent)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(sent.trace.attempts).toMatchObject([{ route: 'vpn', transport: 'peer', outcome: 'unreachable' }]);
    expect(peer.asked).toHaveLength(1);
  });

  it('counts the attempts of the sibling instead of its own, also where the last has failed', async () => {
    const attempts = [attempt('throttled', 1), attempt('throttled', 2)];
    const peer = peerThat({ attempts, outcome: { kind: 'failure', failure: THROTTLED } });
    const sent = request();
    await expect(policyOver(peer).send(sent)).rejects.toMatchObject({ kind: 'throttled' });
    expect(sent.trace.attempts).toEqual(attempts.map((made) => ({ ...made, transport: 'peer' })));
    expect(peer.asked).toHaveLength(1);
  });

  it('counts the attempts of the sibling before an answer, and takes the route for proven', async () => {
    const policy = policyOver(peerThat({ attempts: [attempt('unreachable'), attempt('ok', 2)], outcome: REPLY }));
    const sent = request();
    await policy.send(sent);
    expect(sent.trace.toString()).toBe('vpn:unreachable,vpn:ok');
    expect(policy.health).toMatchObject({ state: 'up', provenBy: 'request' });
  });

  it('counts no attempt where the sibling refused: nothing was sent to Bedrock', async () => {
    const outcome = { kind: 'failure', failure: { code: 'PEER_REFUSED', reason: 'token' } } as const;
    const sent = request();
    await expect(policyOver(peerThat({ attempts: [], outcome })).send(sent)).rejects.toBeInstanceOf(PeerRefusedError);
    expect(sent.trace.attempts).toEqual([]);
    expect([...sent.trace.skipped]).toEqual([]);
  });

  it.each([{ code: 'BREAKER_OPEN' }, { code: 'NO_ENDPOINT', plane: 'control' }] as const)(
    'takes the route for passed over where the sibling has no way: %j',
    async (reason) => {
      const sent = request();
      const peer = peerThat({ attempts: [], outcome: { kind: 'failure', failure: reason } });
      await expect(policyOver(peer).send(sent)).rejects.toMatchObject({ code: reason.code });
      expect(sent.trace.attempts).toEqual([]);
      expect([...sent.trace.skipped]).toEqual(['vpn']);
    },
  );

  it('asks no sibling about data that may not take the route', async () => {
    const peer = peerThat({ attempts: [], outcome: REPLY });
    const policy = new RoutePolicy('internet', new PeerTransport('internet', peer), CLASSES);
    await expect(policy.send(request())).rejects.toMatchObject({ code: 'ROUTE_DENIED', because: 'data-class' });
    expect(peer.asked).toEqual([]);
  });

  it('says which routes are its own, and proves them when asked', async () => {
    expect(policyOver(peerThat({ attempts: [], outcome: REPLY })).isDirect).toBe(false);
    const direct = new ScriptedTransport(['ok'], [failure('unreachable')]);
    const policy = new RoutePolicy('vpn', direct, CLASSES);
    expect(policy.isDirect).toBe(true);
    await expect(policy.prove(new AbortController().signal)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
