import { describe, expect, it } from 'vitest';
import type { BedrockRequest } from './model-invoker.js';
import { relayReply, type RelayedHead } from './relay-reply.js';
import { chunkFrame } from './testing/event-stream-frames.js';
import { endless, recorded } from './testing/relayed-chunks.js';

const HEAD: RelayedHead = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  upstreamRequestId: 'upstream-1',
};
const CALL: BedrockRequest = { operation: 'InvokeModel', headers: {} };
const { signal } = new AbortController();
const onClose = (): void => undefined;

describe('relayReply', () => {
  it('breaks as the source breaks, with the same error, and takes no end of it for the end of the answer', async () => {
    const broken = new Error('broken off');
    const stream: BedrockRequest = { operation: 'ConverseStream', headers: {} };
    const reply = relayReply(stream, HEAD, { chunks: recorded(['abc'], broken).chunks, signal, onClose });
    await expect(reply.body.toArray()).rejects.toBe(broken);
    expect(reply.inspect()).toEqual({ usage: {}, bodyBytes: 3, damaged: false });
  });

  it.each([
    ['timeout', new DOMException('The deadline has passed', 'TimeoutError')],
    ['client-gone', new DOMException('The caller went away', 'AbortError')],
  ])('breaks with %s when the signal fires, whatever the source says', async (kind, reason) => {
    const end = new AbortController();
    const { body } = relayReply(CALL, HEAD, { chunks: endless(end.signal), signal: end.signal, onClose });
    const read = body.toArray();
    end.abort(reason);
    await expect(read).rejects.toMatchObject({ code: 'BEDROCK_CALL_FAILED', kind });
  });

  it('ends no process when it breaks before anybody listens', async () => {
    const { body } = relayReply(CALL, HEAD, { chunks: recorded([], new Error('early')).chunks, signal, onClose });
    body.read();
    await new Promise((resolve) => body.once('close', resolve));
    expect(body.errored).toMatchObject({ message: 'early' });
  });

  it('hands on head and bytes as they are', async () => {
    const reply = relayReply(CALL, HEAD, { chunks: recorded(['{"a"', ':1}']).chunks, signal, onClose });
    expect(Buffer.concat(await reply.body.toArray()).toString()).toBe('{"a":1}');
    expect(reply).toMatchObject(HEAD);
    expect(reply.inspect()).toEqual({ usage: {}, bodyBytes: 7, damaged: false });
  });

  it('counts the tokens of headers, bodies and frames', async () => {
    const inHeaders = { ...HEAD, headers: { 'x-amzn-bedrock-input-token-count': '12' } };
    const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 5, outputTokenCount: 7 } };
    const usageOf = async (operation: BedrockRequest['operation'], head: RelayedHead, chunks: (string | Buffer)[]) => {
      const reply = relayReply({ operation, headers: {} }, head, { chunks: recorded(chunks).chunks, signal, onClose });
      await reply.body.toArray();
      return reply.inspect().usage;
    };
    expect(await usageOf('InvokeModel', inHeaders, ['{}'])).toEqual({ inputTokens: 12 });
    expect(await usageOf('Converse', HEAD, ['{"usage":{"input', 'Tokens":3}}'])).toEqual({ inputTokens: 3 });
    expect(await usageOf('InvokeModelWithResponseStream', HEAD, [chunkFrame(metrics)])).toEqual({
      inputTokens: 5,
      outputTokens: 7,
    });
  });
});
