import { Readable } from 'node:stream';
import type { BedrockReply } from '@app/bedrock';
import { readPeerEvent, type PeerEvent } from '@app/routing';
import { Logger } from '@nestjs/common';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBody, createReply } from '../testing/create-reply.js';
import { untilQuiet } from '../testing/loopback-app.js';
import { RuntimeStream } from '../testing/runtime-stream.js';
import { createPolicies, ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { CONTEXT, createPeerCalls, tokenWith } from '../testing/sibling.js';
import { answerPeerInOnePiece, streamPeerAnswer } from './peer-answers.js';
import type { PeerCalls } from './peer-calls.js';

beforeEach(() => void vi.spyOn(Logger.prototype, 'warn').mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const terms = { route: 'vpn', dataClass: 'cui', requestId: 'r-1', hasNextRoute: true, timeoutMs: 20_000 };

function eventOf(facts: object = {}): PeerEvent {
  const call = { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: '{}' };
  const event = readPeerEvent({ peerCall: { version: 1, ...terms, callerToken: tokenWith(), call, ...facts } });
  if (!event) throw new Error('The event is one of a sibling');
  return event;
}

/** A sibling whose Bedrock answers with `reply`, and the signal that each call was given. */
async function sibling(reply: () => BedrockReply | Promise<BedrockReply>): Promise<[PeerCalls, AbortSignal[]]> {
  const signals: AbortSignal[] = [];
  const bedrock = new ScriptedBedrock((_call, signal) => {
    signals.push(signal);
    return reply();
  });
  return [createPeerCalls(await createPolicies(bedrock, ['vpn'])), signals];
}

/** The head of the answer has come: token and class have been looked at, and Bedrock has answered. */
const begun = (runtime: RuntimeStream): Promise<boolean> => vi.waitUntil(() => runtime.taken.length > 0, 5_000);

describe('streamPeerAnswer', () => {
  it('ends no stream as if it were whole where the answer of Bedrock broke off, and says no more than that', async () => {
    const body = createBody();
    const [peers] = await sibling(() => createReply(body));
    const runtime = new RuntimeStream();
    const answering = streamPeerAnswer(peers, eventOf(), runtime.stream, CONTEXT);
    await begun(runtime);
    body.push('half');
    await vi.waitUntil(() => runtime.taken.toString().endsWith('half'), 5_000);
    body.destroy(new Error('with a prompt in it'));
    await expect(answering).rejects.toMatchObject({ code: 'ANSWER_BROKEN', message: 'The answer broke off' });
    expect(runtime.taken.toString().endsWith('\u0000half')).toBe(true);
    expect(runtime.isFinished).toBe(false);
  });

  it('ends the call to Bedrock when nobody takes the answer any more', async () => {
    const body = createBody();
    const [peers, signals] = await sibling(() => createReply(body));
    const runtime = new RuntimeStream();
    const answering = streamPeerAnswer(peers, eventOf(), runtime.stream, CONTEXT);
    await begun(runtime);
    runtime.stall();
    body.push(Buffer.alloc(5_000));
    await vi.waitUntil(() => runtime.taken.length > 5_000, 5_000);
    runtime.fail();
    await expect(answering).rejects.toMatchObject({ code: 'RESPONSE_STREAM_LOST', reason: 'failed' });
    expect(signals[0]?.aborted).toBe(true);
    expect(body.destroyed).toBe(true);
  });

  it('keeps Bedrock waiting for a caller who stalls', async () => {
    let brought = 0;
    const chunks = (function* () {
      for (; brought < 1_000; brought += 1) yield Buffer.alloc(5_000);
    })();
    const [peers] = await sibling(() => createReply(Readable.from(chunks)));
    const runtime = new RuntimeStream();
    runtime.stall();
    const answering = streamPeerAnswer(peers, eventOf(), runtime.stream, CONTEXT);
    await begun(runtime);
    await untilQuiet(() => brought);
    expect(brought).toBeLessThan(50);
    runtime.flow();
    await answering;
    expect(runtime.taken.length).toBeGreaterThan(5_000_000);
    expect(runtime.isFinished).toBe(true);
  });
});

describe('the time of a sibling', () => {
  const leaving = (leftMs: number) => ({ getRemainingTimeInMillis: () => leftMs }) as Context;
  const probe: PeerEvent = { kind: 'probe', route: 'vpn' };

  it.each<[string, PeerEvent, number, number]>([
    ['the caller’s', eventOf({ timeoutMs: 3_000 }), 900_000, 3_000],
    ['that of the invocation, less what the end takes', eventOf({ timeoutMs: 900_000 }), 60_000, 55_000],
    ['a millisecond where none is left', eventOf(), 4_000, 1],
    ['10 s for a probe', probe, 900_000, 10_000],
    ['less for a probe where less is left', probe, 7_000, 2_000],
  ])('is %s', async (_what, event, leftMs, expectedMs) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
    const [peers] = await sibling(() => createReply(['{}']));
    const answer = vi.spyOn(peers, 'answer');
    await answerPeerInOnePiece(peers, event, leaving(leftMs));
    await streamPeerAnswer(peers, event, new RuntimeStream().stream, leaving(leftMs));
    const ends = answer.mock.calls.map(([, { endsAtEpochMs }]) => endsAtEpochMs - 1_000_000);
    expect(ends).toEqual([expectedMs, expectedMs]);
  });
});
