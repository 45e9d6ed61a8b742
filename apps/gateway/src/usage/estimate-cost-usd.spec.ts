import { describe, expect, it } from 'vitest';
import { estimateCostUsd, type ModelPrices } from './estimate-cost-usd.js';

const PRICES: ModelPrices = [
  { glob: 'us.amazon.nova-premier-v1:0', inputUsdPerMTok: 1, outputUsdPerMTok: 2 },
  {
    glob: '*.claude-*',
    inputUsdPerMTok: 15,
    outputUsdPerMTok: 75,
    cacheReadUsdPerMTok: 1.5,
    cacheWriteUsdPerMTok: 18.75,
  },
  { glob: '*nova*', inputUsdPerMTok: 0.06, outputUsdPerMTok: 0.24 },
];

const CLAUDE = 'us.anthropic.claude-opus-4-1-20250805-v1:0';
const NOVA = 'us.amazon.nova-premier-v1:0';

describe('estimateCostUsd', () => {
  it.each([
    ['a model without a price', { modelId: 'meta.llama3-8b-instruct-v1:0', inputTokens: 1_000 }],
    ['no model', { inputTokens: 1_000, outputTokens: 1_000 }],
    ['no count of tokens', { modelId: NOVA }],
    ['tokens read from a cache, with no price for them', { modelId: NOVA, inputTokens: 1, cacheReadTokens: 1 }],
    ['tokens written to a cache, with no price for them', { modelId: NOVA, inputTokens: 1, cacheWriteTokens: 1 }],
  ])('does not guess: %s', (_, facts) => {
    expect(estimateCostUsd(PRICES, facts)).toBeUndefined();
  });

  it('has no cost without prices', () => {
    expect(estimateCostUsd([], { modelId: NOVA, inputTokens: 1_000 })).toBeUndefined();
  });

  it('adds up every kind of token at its own price', () => {
    const counts = { inputTokens: 2_000, outputTokens: 1_000, cacheReadTokens: 10_000, cacheWriteTokens: 4_000 };
    // 0.03 + 0.075 + 0.015 + 0.075
    expect(estimateCostUsd(PRICES, { modelId: CLAUDE, ...counts })).toBeCloseTo(0.195, 12);
  });

  it('takes the first price that fits', () => {
    expect(estimateCostUsd(PRICES, { modelId: NOVA, inputTokens: 1_000_000 })).toBe(1);
    expect(estimateCostUsd(PRICES, { modelId: 'us.amazon.nova-lite-v1:0', outputTokens: 1_000_000 })).toBe(0.24);
  });

  it('takes a count of none for none, whatever it would cost', () => {
    const counts = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(estimateCostUsd(PRICES, { modelId: NOVA, ...counts })).toBe(0);
  });
});
