import { describe, expect, it } from 'vitest';
import { chunkFrame } from '../testing/event-stream-frames.js';
import { ReplyTap } from './reply-tap.js';

/** What is known of a stream that broke off behind these chunks. */
function usageAfter(...chunks: readonly unknown[]): object {
  const tap = new ReplyTap('frames', {});
  for (const chunk of chunks) tap.observe(chunkFrame(chunk));
  return tap.inspect().usage;
}

const START = {
  type: 'message_start',
  message: {
    usage: { input_tokens: 12, cache_read_input_tokens: 3, cache_creation_input_tokens: 0, output_tokens: 1 },
  },
};
const DELTA = { type: 'content_block_delta', delta: { text: '"usage":{"input_tokens":99},"prompt_token_count":99' } };

describe('the tokens of a stream that broke off', () => {
  it.each([
    ['nothing of a model that tells only at the end', [{ outputText: 'x' }, DELTA], {}],
    [
      'the input, as Claude tells it at the start',
      [START, DELTA],
      { inputTokens: 12, cacheReadTokens: 3, cacheWriteTokens: 0 },
    ],
    [
      'the output too, once Claude has told it',
      [START, DELTA, { type: 'message_delta', usage: { output_tokens: 7 } }],
      { inputTokens: 12, cacheReadTokens: 3, cacheWriteTokens: 0, outputTokens: 7 },
    ],
    [
      'both, as Llama counts',
      [
        { prompt_token_count: 9, generation_token_count: 1 },
        { prompt_token_count: null, generation_token_count: 2 },
      ],
      { inputTokens: 9, outputTokens: 2 },
    ],
    [
      'both, as Titan counts',
      [
        { inputTextTokenCount: 4, totalOutputTextTokenCount: null },
        { inputTextTokenCount: 4, totalOutputTextTokenCount: 5 },
      ],
      { inputTokens: 4, outputTokens: 5 },
    ],
    ['nothing of what is no object', [7, 'usage', null, [1]], {}],
    [
      'nothing of counts that are none',
      [
        { type: 'message_start', message: { usage: { input_tokens: -1 } } },
        { type: 'message_delta', usage: 7 },
      ],
      {},
    ],
    ['nothing where the start has no message', [{ type: 'message_start', message: null }], {}],
  ])('are %s', (_what, chunks, usage) => {
    expect(usageAfter(...chunks)).toEqual(usage);
  });

  it('are those of Bedrock where it has told them', () => {
    const metrics = {
      type: 'message_stop',
      'amazon-bedrock-invocationMetrics': { inputTokenCount: 20, outputTokenCount: 30 },
    };
    expect(usageAfter(START, metrics)).toEqual({ inputTokens: 20, outputTokens: 30 });
  });

  it('are told without a chunk that is too long to be kept', () => {
    const long = { type: 'content_block_delta', delta: { text: 'x'.repeat(20_000) } };
    expect(usageAfter(START, long)).toMatchObject({ inputTokens: 12 });
    expect(usageAfter(long, DELTA)).toEqual({});
  });
});
