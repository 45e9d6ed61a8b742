import { fieldsOf, listOf, numberOf, textOf } from './fields.js';

const COUNTS = ['requests', 'errors', 'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] as const;

/** What one model was used for. */
export type ModelUsage = Record<(typeof COUNTS)[number], number> & {
  readonly model: string;
  /** Undefined where one of its rows has no price: part of a sum would pass for all of it. */
  estimatedCostUsd: number | undefined;
};

/** Adds up the answer of `/v1/usage` by model, most expensive first, then most tokens. */
export function usageByModel(answer: unknown): readonly ModelUsage[] {
  const models = new Map<string, ModelUsage>();
  for (const value of listOf(fieldsOf(answer), 'usage')) {
    const row = fieldsOf(value);
    const model = textOf(row, 'model') ?? '';
    const sum = models.get(model) ?? startSum(model);
    for (const count of COUNTS) sum[count] += numberOf(row, count) ?? 0;
    sum.estimatedCostUsd = plus(sum.estimatedCostUsd, numberOf(row, 'estimatedCostUsd'));
    models.set(model, sum);
  }
  return [...models.values()].toSorted(
    (one, other) =>
      (other.estimatedCostUsd ?? 0) - (one.estimatedCostUsd ?? 0) ||
      other.inputTokens + other.outputTokens - one.inputTokens - one.outputTokens,
  );
}

function startSum(model: string): ModelUsage {
  const [requests, errors, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens] = [0, 0, 0, 0, 0, 0];
  return { model, requests, errors, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, estimatedCostUsd: 0 };
}

function plus(sum: number | undefined, more: number | undefined): number | undefined {
  return sum === undefined || more === undefined ? undefined : sum + more;
}
