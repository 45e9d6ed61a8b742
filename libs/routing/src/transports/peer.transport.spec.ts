import { once } from 'node:events';
import { BedrockCallError, type BedrockReply } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { clearForRoute } from '../clear-for-route.js';
import { PeerRefusedError } from '../errors.js';
import type { Attempt } from '../route-trace.js';
import { answerBytes, inPieces, readAll, ScriptedPeer } from '../testing/peer-answers.js';
import { CLASSES, createDeadline, createTerms } from '../testing/requests.js';
import { PeerTransport } from './peer.transport.js';
import type { PeerAnswerHead } from './peer/peer-answer.js';
import type { SendTerms } from './transport.js';

const CALL = { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: Buffer.from('{}') } as const;
const REPLY = { kind: 'reply', status: 201, headers: { 'x-a': 'b' }, upstreamRequestId: 'u-1' } as const;
const ATTEMPT: Attempt = { route: 'vpn', transport: 'direct', startedAtEpochMs: 7, durationMs: 3, outcome: 'ok' };
const GOOD: PeerAnswerHead = { attempts: [ATTEMPT], outcome: REPLY };
const { signal } = new AbortController();

const peerThat = (head: PeerAnswerHead, body = '', failure?: Error): ScriptedPeer =>
  new ScriptedPeer(() => inPieces(answerBytes(head, body), 10, failure).chunks);

function send(peer: ScriptedPeer, terms: Partial<SendTerms> = {}, call: object = CALL): Promise<BedrockReply> {
  const cleared = clearForRoute({ ...CALL, ...call }, 'cui', 'vpn', CLASSES);
  return new PeerTransport('vpn', peer, () => 1_000).send(
    cleared,
    createTerms(signal, { callerToken: 'a.b.c', ...terms }),
  );
}

describe('PeerTransport.send', () => {
  it('asks nobody without a token of the caller', async () => {
    const peer = peerThat(GOOD);
    await expect(send(peer, { callerToken: undefined })).rejects.toBeInstanceOf(PeerRefusedError);
    expect(peer.asked).toEqual([]);
  });

  it('asks nobody with a body that text would not bring back', async () => {
    const peer = peerThat(GOOD);
    await expect(send(peer, {}, { body: Buffer.of(0xff) })).rejects.toMatchObject({
      kind: 'bad-request',
      reason: 'body-not-text',
    });
    expect(peer.asked).toEqual([]);
  });

  it('takes a proof for no reply', async () => {
    const sending = send(peerThat({ attempts: [], outcome: { kind: 'proven' } }));
    await expect(sending).rejects.toMatchObject({ kind: 'not-bedrock', reason: 'peer-answer' });
  });

  it('ends the connection where the answer is none of a sibling', async () => {
    const pages = inPieces(Buffer.from('<html>'.repeat(100_000)), 1_000);
    await expect(send(new ScriptedPeer(() => pages.chunks))).rejects.toMatchObject({ kind: 'not-bedrock' });
    expect(pages.taken.at(-1)).toBe('end');
  });

  it.each([
    [
      { code: 'PEER_REFUSED', reason: 'token' },
      { code: 'PEER_REFUSED', reason: 'token' },
    ],
    [
      { code: 'NO_ENDPOINT', plane: 'control' },
      { code: 'NO_ENDPOINT', plane: 'control' },
    ],
    [{ code: 'BREAKER_OPEN' }, { code: 'BREAKER_OPEN', route: 'vpn' }],
    [
      { code: 'CREDENTIALS_UNAVAILABLE', missingOn: 'this-route' },
      { code: 'CREDENTIALS_UNAVAILABLE', missingOn: 'this-route' },
    ],
  ] as const)('fails as the sibling did: %j', async (reason, error) => {
    const outcome = { kind: 'failure', failure: reason } as const;
    await expect(send(peerThat({ attempts: [], outcome }))).rejects.toMatchObject(error);
  });

  const refusedWith = (body: string): Promise<unknown> => {
    const upstream = { status: 400, type: 'ValidationException', message: 'm', credentialsRefused: false };
    const failure = {
      code: 'BEDROCK_CALL_FAILED',
      kind: 'bad-request',
      reason: 'r',
      upstream,
      answerHeaders: {},
    } as const;
    return send(peerThat({ attempts: [], outcome: { kind: 'failure', failure } }, body));
  };

  it('has the whole body of an error of Bedrock', async () => {
    const body = Buffer.from('x'.repeat(65_536));
    await expect(refusedWith(body.toString())).rejects.toMatchObject({
      kind: 'bad-request',
      upstream: { answer: { body } },
    });
  });

  it('takes an error that is longer than any for no answer of a sibling', async () => {
    await expect(refusedWith('x'.repeat(65_537))).rejects.toMatchObject({ kind: 'not-bedrock', reason: 'peer-answer' });
  });

  it('tells the sibling all it has to know, and for how long', async () => {
    const peer = peerThat(GOOD);
    await send(peer, { requestId: 'r-1', hasNextRoute: true, deadline: createDeadline(5_000) });
    expect(peer.asked).toEqual([
      {
        peerCall: {
          version: 1,
          route: 'vpn',
          dataClass: 'cui',
          callerToken: 'a.b.c',
          requestId: 'r-1',
          hasNextRoute: true,
          timeoutMs: 4_000,
          call: { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: '{}' },
        },
      },
    ]);
  });

  it('grants a last millisecond where time is up', async () => {
    const peer = peerThat(GOOD);
    await send(peer, { deadline: createDeadline(1_000) });
    expect(peer.asked).toMatchObject([{ peerCall: { timeoutMs: 1, requestId: '', hasNextRoute: false } }]);
  });

  it('gives out head and body of the reply, and its attempts as those of a peer', async () => {
    const seen: (readonly Attempt[])[] = [];
    const reply = await send(peerThat(GOOD, '{"answer":1}'), { onAttempts: (attempts) => seen.push(attempts) });
    expect(reply).toMatchObject({ status: 201, headers: { 'x-a': 'b' }, upstreamRequestId: 'u-1' });
    expect(await readAll(reply.body)).toBe('{"answer":1}');
    expect(reply.inspect()).toEqual({ usage: {}, bodyBytes: 12, damaged: false });
    expect(seen).toEqual([[{ ...ATTEMPT, transport: 'peer' }]]);
  });

  it('breaks where the answer breaks off', async () => {
    const broken = new BedrockCallError('stream-broken', 'peer-failed');
    const reply = await send(peerThat(GOOD, 'half', broken));
    await expect(readAll(reply.body)).rejects.toBe(broken);
  });

  it('ends the call when the reply is destroyed while it waits for its next chunk', async () => {
    const peer = new ScriptedPeer(async function* (end) {
      yield answerBytes(GOOD);
      await once(end, 'abort');
    });
    const { body } = await send(peer);
    body.resume().destroy();
    await expect.poll(() => peer.signals[0]?.aborted).toBe(true);
  });
});

describe('PeerTransport.probe', () => {
  const probe = (peer: ScriptedPeer): Promise<void> => new PeerTransport('internet', peer).probe(signal);

  it('fails as the sibling’s own probe did', async () => {
    const unreachable = { code: 'BEDROCK_CALL_FAILED', kind: 'unreachable', reason: 'dns' } as const;
    const peer = peerThat({ attempts: [], outcome: { kind: 'failure', failure: unreachable } });
    await expect(probe(peer)).rejects.toMatchObject({ kind: 'unreachable', reason: 'dns' });
  });

  it('takes a reply for no proof', async () => {
    await expect(probe(peerThat(GOOD))).rejects.toMatchObject({ kind: 'not-bedrock', reason: 'peer-answer' });
  });

  it('asks for a proof of its route, and reads the answer to its end', async () => {
    const peer = peerThat({ attempts: [], outcome: { kind: 'proven' } });
    await probe(peer);
    expect(peer.asked).toEqual([{ peerProbe: { version: 1, route: 'internet' } }]);
  });
});

describe('PeerTransport', () => {
  it('has no credentials of its own, and closes what connections it has', async () => {
    const peer = peerThat(GOOD);
    const transport = new PeerTransport('vpn', peer);
    expect(transport.kind).toBe('peer');
    expect(await transport.renewCredentials()).toBe(false);
    transport.resetConnections();
    expect(peer.closings).toBe(1);
  });
});
