import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { BedrockCallError, type BedrockReply, type BedrockRequest } from '@app/bedrock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBody, createReply } from '../testing/create-reply.js';
import { chunkFrame } from '../testing/event-stream-frames.js';
import { startPair } from '../testing/peer-pair.js';
import { ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { tokenWith, type Mode } from '../testing/sibling.js';

afterEach(() => void vi.unstubAllEnvs());

const calling = (operation: BedrockRequest['operation']): { call: BedrockRequest } => ({
  call: { operation, modelId: 'a:0', headers: { accept: 'x/y' }, body: Buffer.from('{"é":1}') },
});

describe.each<Mode>(['stream', 'one piece'])('a call by way of the sibling, answered as %s', (mode) => {
  it('comes to Bedrock as it is, once, and its answer back byte by byte', async () => {
    const body = Buffer.concat([Buffer.alloc(9), Buffer.from('{"é":"😀"}'), Buffer.of(255, 0)]);
    const headers = { 'content-type': 'x/y', 'x-amzn-bedrock-input-token-count': '7' };
    const bedrock = new ScriptedBedrock(() => createReply([body.subarray(0, 3), body.subarray(3)], { headers }));
    await using pair = await startPair(bedrock, { mode });
    const { route, reply } = await pair.send(calling('InvokeModel'));
    expect({ route, status: reply.status, headers: reply.headers, id: reply.upstreamRequestId }).toEqual({
      route: 'vpn',
      status: 200,
      headers,
      id: '11111111-2222-3333-4444-555555555555',
    });
    expect(await buffer(reply.body)).toEqual(body);
    expect(reply.inspect()).toEqual({ usage: { inputTokens: 7 }, bodyBytes: body.length, damaged: false });
    expect(bedrock.calls).toEqual([{ ...calling('InvokeModel').call, labels: {}, query: {} }]);
    expect(pair.trace.attempts).toMatchObject([{ route: 'vpn', transport: 'peer', outcome: 'ok' }]);
  });

  it('is made for whom the token names, whatever its own function or the event says', async () => {
    const bedrock = new ScriptedBedrock(() => createReply([]));
    await using pair = await startPair(bedrock, { mode });
    const callerToken = tokenWith({ sub: 'alice', tenant: 'dept-a' });
    await pair.send({ callerToken, principal: { subject: 'mallory', tenant: 'dept-b' } });
    expect(bedrock.principals).toEqual([{ subject: 'alice', tenant: 'dept-a' }]);
    expect(pair.lambda.invocations.map(({ event }) => event).join('')).not.toMatch(/mallory|dept-b/);
  });

  it('tells the attempts that went before its answer', async () => {
    let calls = 0;
    const bedrock = new ScriptedBedrock((): BedrockReply => {
      calls += 1;
      if (calls === 1) throw new BedrockCallError('unreachable', 'reset');
      return createReply([]);
    });
    await using pair = await startPair(bedrock, { mode });
    await pair.send();
    expect(pair.trace.toString()).toBe('vpn:unreachable,vpn:ok');
  });

  it('has its tokens counted where they are', async () => {
    const frame = chunkFrame('{"amazon-bedrock-invocationMetrics":{"inputTokenCount":5,"outputTokenCount":7}}');
    const bodies = { Converse: '{"usage":{"inputTokens":3}}', InvokeModelWithResponseStream: frame };
    const bedrock = new ScriptedBedrock(({ operation }) => createReply([bodies[operation as keyof typeof bodies]]));
    await using pair = await startPair(bedrock, { mode });
    const usageOf = async (operation: keyof typeof bodies): Promise<unknown> => {
      const { reply } = await pair.send(calling(operation));
      await text(reply.body);
      return reply.inspect().usage;
    };
    expect(await usageOf('Converse')).toEqual({ inputTokens: 3 });
    expect(await usageOf('InvokeModelWithResponseStream')).toEqual({ inputTokens: 5, outputTokens: 7 });
  });

  it('proves the route where the sibling has proven it', async () => {
    const bedrock = new ScriptedBedrock(() => createReply([]));
    await using pair = await startPair(bedrock, { mode });
    await expect(pair.prove()).resolves.toBeUndefined();
    expect(bedrock.calls).toEqual([]);
  });
});

/** A body that breaks behind its first chunk. */
const breaking = (): Readable =>
  Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new BedrockCallError('stream-broken', 'cut');
    })(),
  );

describe('an answer that breaks off between Bedrock and the sibling', () => {
  it('breaks off for the caller', async () => {
    await using pair = await startPair(new ScriptedBedrock(() => createReply(breaking())));
    const { reply } = await pair.send();
    const chunks: string[] = [];
    const reading = (async () => {
      for await (const chunk of reply.body) chunks.push(String(chunk));
    })();
    await expect(reading).rejects.toMatchObject({ kind: 'stream-broken' });
    expect(chunks.join('')).toBe('half');
  });

  it('is a broken stream, too, where the sibling answers in one piece: Bedrock is not asked once more', async () => {
    const bedrock = new ScriptedBedrock(() => createReply(breaking()));
    await using pair = await startPair(bedrock, { mode: 'one piece' });
    await expect(pair.send()).rejects.toMatchObject({ kind: 'stream-broken', reason: 'cut' });
    expect(pair.trace.attempts).toMatchObject([{ transport: 'peer', outcome: 'stream-broken' }]);
    expect(bedrock.calls).toHaveLength(1);
  });

  it('is a defect in one piece, too, where nobody can say why', async () => {
    const defect = new Readable({ read: () => undefined }).on('error', () => undefined);
    const bedrock = new ScriptedBedrock(() => createReply(defect.destroy(new TypeError('with a prompt in it'))));
    await using pair = await startPair(bedrock, { mode: 'one piece' });
    await expect(pair.send()).rejects.toMatchObject({ kind: 'unreachable', reason: 'peer-failed' });
  });
});

describe('an answer that comes as a stream', () => {
  it('comes chunk by chunk, each before the next is there', async () => {
    const body = createBody();
    await using pair = await startPair(new ScriptedBedrock(() => createReply(body)));
    const { reply } = await pair.send();
    const reader = reply.body[Symbol.asyncIterator]();
    for (const chunk of ['one', 'two']) {
      body.push(chunk);
      expect(String((await reader.next()).value)).toBe(chunk);
    }
    body.push(null);
    expect((await reader.next()).done).toBe(true);
  });
});
