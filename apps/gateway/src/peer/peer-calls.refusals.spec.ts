import { PeerRefusedError, readPeerEvent, startDeadline } from '@app/routing';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { TokenRefusedError, TokenRevocationsUnavailableError } from '../auth/errors.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { createReply } from '../testing/create-reply.js';
import { startPair } from '../testing/peer-pair.js';
import { createPolicies, ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { createPeerCalls, tokenWith } from '../testing/sibling.js';

beforeEach(() => void vi.spyOn(Logger.prototype, 'warn').mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const answering = (): ScriptedBedrock => new ScriptedBedrock(() => createReply(['{}']));

/** A call as a function of this version makes it, which has itself verified nothing. */
const forgedCall = (facts: object): unknown => ({
  peerCall: {
    version: 1,
    route: 'vpn',
    dataClass: 'cui',
    callerToken: tokenWith(),
    requestId: 'r-1',
    hasNextRoute: false,
    timeoutMs: 1_000,
    call: { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: '{}' },
    ...facts,
  },
});

describe('a sibling', () => {
  it.each([
    ['a token that is none', { callerToken: 'x' }, 'token'],
    ['a token that somebody else signed', { callerToken: `${tokenWith().slice(0, -2)}xx` }, 'token'],
    ['a token that is too old', { callerToken: tokenWith({ exp: 1_800_000_000 - 31, iat: 1_799_999_000 }) }, 'token'],
    ['a token that does not grant the route', { callerToken: tokenWith({ routes: ['internet'] }) }, 'route'],
    ['a token that grants no route', { callerToken: tokenWith({ routes: [] }) }, 'route'],
    [
      'a token that does not grant the class',
      { callerToken: tokenWith({ classifications: ['internal'] }) },
      'data-class',
    ],
    ['a class that the token names in other letters', { dataClass: 'CUI' }, 'data-class'],
    [
      'a class that nobody knows',
      { dataClass: 'secret', callerToken: tokenWith({ classifications: ['secret'] }) },
      'data-class',
    ],
    ['data that may not take the route', { route: 'internet' }, 'data-class'],
  ])('sends nothing for %s', async (_what, facts, reason) => {
    const bedrock = answering();
    const peers = createPeerCalls(await createPolicies(bedrock, ['internet', 'vpn']));
    const event = readPeerEvent(forgedCall(facts));
    if (!event) throw new Error('The event is one of a sibling');
    using deadline = startDeadline(1_000, new AbortController().signal);
    const { head } = await peers.answer(event, deadline);
    const failure = { code: 'PEER_REFUSED', reason };
    expect(JSON.parse(head.subarray(0, -8).toString())).toEqual({
      version: 1,
      attempts: [],
      outcome: { kind: 'failure', failure },
    });
    expect(bedrock.calls).toEqual([]);
  });
});

describe('a call that the sibling refuses', () => {
  it('is refused for its caller, where the token has expired meanwhile', async () => {
    const bedrock = answering();
    await using pair = await startPair(bedrock, { ageS: 900 + 31 });
    await expect(pair.send()).rejects.toMatchObject({ code: 'PEER_REFUSED', reason: 'token' });
    expect(pair.trace.attempts).toEqual([]);
    expect(bedrock.calls).toEqual([]);
  });

  it('is refused where the sibling cannot read the keys of tokens', async () => {
    const reader = new MemorySecretReader();
    reader.failure = new Error('AccessDenied');
    await using pair = await startPair(answering(), { reader });
    await expect(pair.send()).rejects.toMatchObject({ code: 'PEER_REFUSED', reason: 'token-keys' });
  });

  it.each([
    [new TokenRefusedError('revoked'), 'token'],
    [new TokenRevocationsUnavailableError(), 'token-revocations'],
  ] as const)(
    'is refused where the sibling finds the token revoked, or cannot find that out',
    async (error, reason) => {
      vi.spyOn(TokenVerifier.prototype, 'verify').mockRejectedValue(error);
      const bedrock = answering();
      await using pair = await startPair(bedrock);
      await expect(pair.send()).rejects.toMatchObject({ code: 'PEER_REFUSED', reason });
      expect(bedrock.calls).toEqual([]);
    },
  );

  it('was not made where the sibling’s verifier has a defect, and nothing is told of that', async () => {
    vi.spyOn(TokenVerifier.prototype, 'verify').mockRejectedValue(new TypeError('with a token in it'));
    const bedrock = answering();
    await using pair = await startPair(bedrock);
    await expect(pair.send()).rejects.toMatchObject({ kind: 'unreachable', reason: 'peer-failed' });
    expect(bedrock.calls).toEqual([]);
  });

  it.each([[[]], [['internet']]] as const)('goes no further than one hop: routes of the sibling %j', async (direct) => {
    const bedrock = answering();
    await using pair = await startPair(bedrock, { direct });
    await expect(pair.send()).rejects.toBeInstanceOf(PeerRefusedError);
    await expect(pair.send()).rejects.toMatchObject({ reason: 'hop' });
    await expect(pair.prove()).rejects.toMatchObject({ reason: 'hop' });
    expect(bedrock.calls).toEqual([]);
  });

  it('goes to no sibling of the sibling', async () => {
    const peer = { functionName: 'the first again', route: 'vpn' } as const;
    const peers = createPeerCalls(await createPolicies(answering(), ['internet'], { peer }));
    const event = readPeerEvent(forgedCall({}));
    if (!event) throw new Error('The event is one of a sibling');
    using deadline = startDeadline(1_000, new AbortController().signal);
    expect((await peers.answer(event, deadline)).head.toString()).toContain('"reason":"hop"');
  });

  it('never leaves where its body is no text', async () => {
    await using pair = await startPair(answering());
    const call = { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: Buffer.of(0x7b, 0xff) } as const;
    await expect(pair.send({ call })).rejects.toMatchObject({ kind: 'bad-request', reason: 'body-not-text' });
    expect(pair.lambda.invocations).toEqual([]);
  });
});
