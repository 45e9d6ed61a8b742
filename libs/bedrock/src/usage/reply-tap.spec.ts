import { describe, expect, it } from 'vitest';
import { chunkFrame, encodeFrame, eventFrame, exceptionFrame } from '../testing/event-stream-frames.js';
import { ReplyTap } from './reply-tap.js';

function tapStream(...frames: Buffer[]): ReplyTap {
  const tap = new ReplyTap('frames', {});
  for (const frame of frames) tap.observe(frame);
  tap.end();
  return tap;
}

describe('ReplyTap beside an answer in one piece', () => {
  it('reports the counts of the headers and leaves out what is no count', () => {
    const tap = new ReplyTap('headers', {
      'x-amzn-bedrock-input-token-count': '12',
      'x-amzn-bedrock-output-token-count': '-3',
      'x-amzn-bedrock-cache-read-input-token-count': '99999999999999999999',
      'x-amzn-bedrock-cache-write-input-token-count': '0',
    });
    expect(tap.inspect().usage).toEqual({ inputTokens: 12, cacheWriteTokens: 0 });
  });

  it('counts bytes and sees no damage in what is no stream', () => {
    const tap = new ReplyTap('headers', {});
    tap.observe(Buffer.from('{"a"'));
    tap.observe(Buffer.from(':1}'));
    tap.end();
    expect(tap.inspect()).toEqual({ usage: {}, bodyBytes: 7, damaged: false });
  });
});

describe('ReplyTap beside an answer whose body holds the counts', () => {
  const body = Buffer.from(
    '{"output":{"message":{"content":[{"toolUse":{"input":{"usage":{"inputTokens":99}}}}]}},"usage":' +
      '{"inputTokens":5,"outputTokens":7,"totalTokens":12,"cacheReadInputTokens":2,"cacheWriteInputTokens":1}}',
  );

  it('reports them once it is whole, and never what the model wrote', () => {
    const tap = new ReplyTap('body', {});
    for (const byte of body) tap.observe(Buffer.of(byte));
    expect(tap.inspect().usage).toEqual({});
    tap.end();
    expect(tap.inspect().usage).toEqual({ inputTokens: 5, outputTokens: 7, cacheReadTokens: 2, cacheWriteTokens: 1 });
  });

  it.each(['', '[]', '{"usage":7}', '{"usage":null}', 'no JSON'])('reports nothing of %s', (text) => {
    const tap = new ReplyTap('body', {});
    tap.observe(Buffer.from(text));
    tap.end();
    expect(tap.inspect().usage).toEqual({});
  });

  it('keeps nothing of a body beyond 1 MiB', () => {
    const tap = new ReplyTap('body', {});
    tap.observe(Buffer.alloc(1024 * 1024, ' '));
    tap.observe(body);
    tap.end();
    expect(tap.inspect()).toMatchObject({ usage: {}, bodyBytes: 1024 * 1024 + body.length });
  });
});

describe('ReplyTap beside a stream', () => {
  it('finds the counts in the last chunk of an invoke stream', () => {
    const metrics = {
      inputTokenCount: 5,
      outputTokenCount: 7,
      cacheReadInputTokenCount: 2,
      cacheWriteInputTokenCount: 1,
    };
    const last = chunkFrame({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics });
    const tap = tapStream(chunkFrame({ type: 'message_start' }), last);
    expect(tap.inspect()).toEqual({
      usage: { inputTokens: 5, outputTokens: 7, cacheReadTokens: 2, cacheWriteTokens: 1 },
      bodyBytes: chunkFrame({ type: 'message_start' }).length + last.length,
      damaged: false,
    });
  });

  it('still has the counts when frames behind them came in pieces', () => {
    const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 5, outputTokenCount: 7 } };
    const others = ['a', 'b', 'c'].map((text) => eventFrame('other', { text: text.repeat(40) }));
    const bytes = Buffer.concat([chunkFrame(metrics), ...others]);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 50) }, (_, at) =>
      bytes.subarray(at * 50, at * 50 + 50),
    );
    expect(tapStream(...pieces).inspect().usage).toEqual({ inputTokens: 5, outputTokens: 7 });
  });

  it('does not hold a last chunk that is far longer than one with counts', () => {
    const metrics = { inputTokenCount: 5 };
    const long = chunkFrame({ text: 'x'.repeat(20_000), 'amazon-bedrock-invocationMetrics': metrics });
    expect(tapStream(long).inspect()).toMatchObject({ usage: {}, damaged: false });
  });

  it('finds the counts in the metadata event of a converse stream', () => {
    const usage = { inputTokens: 5, outputTokens: 7, totalTokens: 12, cacheReadInputTokens: 3 };
    expect(tapStream(eventFrame('metadata', { usage })).inspect().usage).toEqual({
      inputTokens: 5,
      outputTokens: 7,
      cacheReadTokens: 3,
    });
  });

  it.each([
    chunkFrame({ text: 'amazon-bedrock-invocationMetrics' }),
    chunkFrame({ 'amazon-bedrock-invocationMetrics': 'none' }),
    chunkFrame({ 'amazon-bedrock-invocationMetrics': { inputTokenCount: 1.5, outputTokenCount: '7' } }),
    encodeFrame({ ':event-type': 'chunk', ':message-type': 'event' }, 'no JSON'),
  ])('is not misled by a last chunk that only talks about counts, nor stopped by one it cannot read', (last) => {
    expect(tapStream(chunkFrame({}), last).inspect()).toMatchObject({ usage: {}, damaged: false });
  });

  it('is not stopped by events that it cannot read', () => {
    const tap = tapStream(
      encodeFrame({ ':event-type': 'metadata', ':message-type': 'event' }, 'no JSON'),
      eventFrame('metadata', {}),
      eventFrame('contentBlockDelta', { usage: { inputTokens: 1 } }),
    );
    expect(tap.inspect()).toMatchObject({ usage: {}, damaged: false });
  });

  it('keeps the counts of the last frame that had some', () => {
    const tap = tapStream(eventFrame('metadata', { usage: { inputTokens: 5 } }), chunkFrame({}));
    expect(tap.inspect().usage).toEqual({ inputTokens: 5 });
  });

  it('names the first exception in the stream', () => {
    const tap = tapStream(chunkFrame({}), exceptionFrame('throttlingException'), exceptionFrame('other'));
    expect(tap.inspect()).toMatchObject({ exceptionType: 'throttlingException', damaged: false });
    const error = encodeFrame({ ':message-type': 'error', ':error-code': 'InternalError' }, '');
    expect(tapStream(error).inspect().exceptionType).toBe('InternalError');
  });

  it('goes on counting bytes after damage', () => {
    const tap = tapStream(Buffer.alloc(100), Buffer.alloc(50));
    expect(tap.inspect()).toEqual({ usage: {}, bodyBytes: 150, damaged: true });
  });

  it('takes an end inside a frame for damage', () => {
    expect(tapStream(chunkFrame({}).subarray(0, 20)).inspect().damaged).toBe(true);
  });
});
