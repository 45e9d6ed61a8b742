import { describe, expect, it } from 'vitest';
import { countErrors } from './error-counts.js';
import { answeredBy, latencyColumns, quantile } from './latency-series.js';
import { readRequest, type RequestRow } from './request-row.js';
import { Ring } from './ring.js';
import { placeAttempts } from './timeline.js';
import { usageByModel } from './usage-by-model.js';

const BEGAN = Date.UTC(2026, 0, 1);
const attempt = (facts: object = {}) => ({
  route: 'vpn',
  transport: 'direct',
  startedAtEpochMs: BEGAN,
  durationMs: 10,
  outcome: 'ok',
  ...facts,
});

function row(facts: object): RequestRow {
  const record = { requestId: 'r', timestamp: '2026-01-01T00:00:00.000Z', outcome: 'complete', statusCode: 200 };
  const read = readRequest({ ...record, modelId: 'm', routingMethod: 'vpn', ...facts });
  if (read === undefined) throw new Error('The test makes no request');
  return read;
}

describe('Ring', () => {
  it('has the newest, so many at most, newest first', () => {
    const ring = new Ring<number>(3);
    for (const item of [1, 2, 3, 4]) ring.add(item);
    expect(ring.all).toEqual([4, 3, 2]);
  });

  it('takes what comes another way in its place, as far as there is room', () => {
    const ring = new Ring<number>(3);
    for (const item of [5, 9]) ring.add(item);
    ring.merge([8, 2, 4], (one, other) => other - one);
    expect(ring.all).toEqual([9, 8, 5]);
  });
});

describe('the times of a route', () => {
  it('are those of its answered requests to models, in the order in which they ended', () => {
    const rows = [
      row({ latency: 500, timestamp: '2026-01-01T00:00:02.000Z' }),
      row({ latency: 4_000, firstByteMs: 70 }),
      row({ routingMethod: 'internet', latency: 1 }),
      row({ outcome: 'failed', latency: 1 }),
      row({ modelId: undefined, latency: 1 }),
      row({ timestamp: 'some time', latency: 1 }),
    ];
    expect(latencyColumns(rows, 'vpn')).toEqual([
      [1_767_225_602.5, 1_767_225_604],
      [500, 4_000],
      [null, 70],
    ]);
    expect(answeredBy(rows, 'internet')).toHaveLength(1);
  });

  it.each([
    [[], 0.5, undefined],
    [[null, undefined], 0.5, undefined],
    [[7], 0.99, 7],
    [[4, 1, 3, 2], 0.5, 2],
    [[4, 1, null, 3, 2], 0.95, 4],
    [[4, 1], 0, 1],
  ] as const)('have of %j at %d the quantile %s', (values, part, expected) => {
    expect(quantile(values, part)).toBe(expected);
  });
});

describe('countErrors', () => {
  it('counts by kind what did not end well, most frequent first, with where it failed', () => {
    const throttled = { outcome: 'failed', statusCode: 429, errorType: 'ThrottlingException' };
    const rows = [
      row({}),
      row({ outcome: 'client-gone', statusCode: 499, attempts: [attempt()] }),
      row({ outcome: 'refused', statusCode: 403, errorType: 'AccessDeniedException' }),
      row({ ...throttled, attempts: [attempt({ route: 'internet' }), attempt()] }),
      row({ ...throttled, attempts: [attempt({ route: 'internet' })] }),
    ];
    expect(countErrors(rows)).toEqual([
      { kind: 'ThrottlingException', count: 2, routes: ['internet', 'vpn'] },
      { kind: 'AccessDeniedException', count: 1, routes: ['none'] },
      { kind: 'client-gone', count: 1, routes: ['vpn'] },
    ]);
  });

  it('finds nothing where all went well', () => expect(countErrors([row({})])).toEqual([]));
});

describe('placeAttempts', () => {
  const barsOf = (attempts: object[], latencyMs?: number) =>
    placeAttempts(attempts.map(attempt), '2026-01-01T00:00:00.000Z', latencyMs).map(
      ({ afterMs, startPercent, widthPercent }) => [afterMs, startPercent, widthPercent],
    );

  it('puts each on the time of its request', () => {
    expect(barsOf([{ durationMs: 50 }, { startedAtEpochMs: BEGAN + 100, durationMs: 60 }], 200)).toEqual([
      [0, 0, 25],
      [100, 50, 30],
    ]);
  });

  it('leaves none unseen or outside, whatever the clocks say', () => {
    expect(barsOf([{ durationMs: 0 }], 200)).toEqual([[0, 0, 0.5]]);
    expect(barsOf([{ startedAtEpochMs: BEGAN - 50, durationMs: 100 }], 100)).toEqual([[0, 0, 100]]);
    expect(barsOf([{ startedAtEpochMs: BEGAN + 400, durationMs: 0 }], 100)).toEqual([[400, 99.5, 0.5]]);
    expect(barsOf([{ durationMs: 0 }])).toEqual([[0, 0, 0.5]]);
  });
});

describe('usageByModel', () => {
  const usage = (facts: object): object => ({ day: '2026-01-01', model: 'a', requests: 1, errors: 0, ...facts });

  it.each([undefined, {}, { usage: 'none' }])('has nothing of %j', (answer) => {
    expect(usageByModel(answer)).toEqual([]);
  });

  it('adds up tenants, routes and days, most expensive first', () => {
    const rows = [
      usage({ inputTokens: 1, outputTokens: 2, estimatedCostUsd: 0.5 }),
      usage({ inputTokens: 10, cacheReadTokens: 4, errors: 1, estimatedCostUsd: 0.25 }),
      usage({ model: 'b', estimatedCostUsd: 3, cacheWriteTokens: 6 }),
    ];
    expect(usageByModel({ usage: rows })).toEqual([
      { model: 'b', requests: 1, errors: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 6, estimatedCostUsd: 3 }, // prettier-ignore
      { model: 'a', requests: 2, errors: 1, inputTokens: 11, outputTokens: 2, cacheReadTokens: 4, cacheWriteTokens: 0, estimatedCostUsd: 0.75 }, // prettier-ignore
    ]);
  });

  it('has no cost where a part of it has none, and then goes by tokens', () => {
    const rows = [usage({ estimatedCostUsd: 1 }), usage({}), usage({ model: 'b', outputTokens: 9 })];
    expect(usageByModel({ usage: rows }).map(({ model, estimatedCostUsd }) => [model, estimatedCostUsd])).toEqual([
      ['b', undefined],
      ['a', undefined],
    ]);
  });
});
