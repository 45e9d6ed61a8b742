import type { AuditFacts } from '@app/audit';
import { matchesModel } from '../auth/match-model.js';

/** What the models that a glob names cost, in US dollars per million tokens: the operator's own figures. */
export interface ModelPrice {
  /** Over model ids, as in tokens: `*` stands for any characters. */
  readonly glob: string;
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  /** Unset: what it costs to read from a prompt cache is not known. */
  readonly cacheReadUsdPerMTok?: number;
  readonly cacheWriteUsdPerMTok?: number;
}

/** Prices in the operator's order: the first glob that fits counts. */
export type ModelPrices = readonly ModelPrice[];

/** What a cost follows from: of one request, or summed up over any number of one model. */
export type CostFacts = Pick<
  AuditFacts,
  'modelId' | 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'
>;

const TOKENS_PER_PRICE = 1_000_000;

/**
 * What a model's tokens cost by the operator's prices, in US dollars. It is an estimate: AWS bills by what it counts.
 *
 * `undefined`, never a guess: without a model or any count of tokens, for a model without a price, and for tokens of a
 * kind that its price does not name. Bedrock counts cached tokens beside the input tokens, not among them.
 *
 * @example
 * estimateCostUsd(prices, { modelId: 'us.amazon.nova-premier-v1:0', inputTokens: 1_200, outputTokens: 300 });
 */
export function estimateCostUsd(prices: ModelPrices, facts: CostFacts): number | undefined {
  const { modelId } = facts;
  const price = modelId === undefined ? undefined : prices.find(({ glob }) => matchesModel([glob], modelId));
  if (price === undefined) return undefined;
  const parts = [
    costOf(facts.inputTokens, price.inputUsdPerMTok),
    costOf(facts.outputTokens, price.outputUsdPerMTok),
    costOf(facts.cacheReadTokens, price.cacheReadUsdPerMTok),
    costOf(facts.cacheWriteTokens, price.cacheWriteUsdPerMTok),
  ];
  if (parts.every((part) => part === 'not-counted')) return undefined;
  return sumOf(parts);
}

function costOf(tokens: number | undefined, usdPerMTok: number | undefined): number | 'not-counted' | undefined {
  if (tokens === undefined) return 'not-counted';
  if (tokens === 0) return 0;
  return usdPerMTok === undefined ? undefined : tokens * usdPerMTok;
}

/** Divided once, at the end: dollars per token are too small to add up well. */
function sumOf(parts: readonly (number | 'not-counted' | undefined)[]): number | undefined {
  let sum = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    if (part !== 'not-counted') sum += part;
  }
  return sum / TOKENS_PER_PRICE;
}
