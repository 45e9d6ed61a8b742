import { describe, expect, it } from 'vitest';
import { definitionOf, METRIC_NAMES } from './metric-definitions.js';

describe.each(METRIC_NAMES)('the metric %s', (name) => {
  const { instrument, dimensions, sets, description, buckets, unit } = definitionOf(name);

  it('is kept in CloudWatch by dimensions that it has', () => {
    expect(sets.flat().filter((dimension) => !dimensions.includes(dimension))).toEqual([]);
    expect(new Set(sets.map((set) => set.join(' '))).size).toBe(sets.length);
  });

  it('has buckets in rising order where it is a histogram, and only there', () => {
    expect(buckets !== undefined).toBe(instrument === 'histogram');
    expect(buckets).toEqual(buckets?.toSorted((one, other) => one - other));
  });

  it('is told in one sentence', () => {
    expect(description).toMatch(/^[A-Z][^\n]+\.$/);
  });

  it('is of a unit that goes with its name', () => {
    const isTime = /duration|time_/.test(name);
    expect([unit === 's', unit === 'By']).toEqual([isTime, name.endsWith('body.size')]);
  });
});

it('a metric and a dimension never have the same name: in a document they stand side by side', () => {
  const dimensions = new Set<string>(METRIC_NAMES.flatMap((name) => definitionOf(name).dimensions));
  expect(METRIC_NAMES.filter((name) => dimensions.has(name))).toEqual([]);
});

it('nothing is told apart by who the caller is', () => {
  const dimensions = new Set<string>(METRIC_NAMES.flatMap((name) => definitionOf(name).dimensions));
  expect([...dimensions].toSorted()).toEqual([
    'error.type',
    'gateway.attempt.outcome',
    'gateway.route',
    'gateway.tenant',
    'gateway.throttle.source',
    'gen_ai.operation.name',
    'gen_ai.request.model',
    'gen_ai.token.type',
    'http.response.status_code',
  ]);
});
