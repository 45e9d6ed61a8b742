import { describe, expect, it } from 'vitest';
import type { MetricSeries } from './metric-series.js';
import { toEmfDocuments } from './to-emf-documents.js';

const NOW_EPOCH_MS = 1_772_600_767_089;
const documentsOf = (...series: readonly MetricSeries[]): readonly unknown[] =>
  toEmfDocuments('gate-test', NOW_EPOCH_MS, series);

describe('toEmfDocuments', () => {
  it('writes nothing where there is nothing', () => {
    expect(documentsOf()).toEqual([]);
  });

  it('writes a metric with exactly the sets of the catalogue', () => {
    const dimensions = { 'gateway.route': 'vpn', 'gen_ai.request.model': 'm', 'gateway.tenant': 'blue' };
    expect(documentsOf({ name: 'gateway.requests', dimensions, values: [3] })).toEqual([
      {
        _aws: {
          Timestamp: 1_772_600_767_089,
          CloudWatchMetrics: [
            {
              Namespace: 'gate-test',
              Dimensions: [['gateway.route'], ['gateway.tenant', 'gen_ai.request.model']],
              Metrics: [{ Name: 'gateway.requests', Unit: 'Count' }],
            },
          ],
        },
        'gateway.route': 'vpn',
        'gen_ai.request.model': 'm',
        'gateway.tenant': 'blue',
        'gateway.requests': 3,
      },
    ]);
  });

  it('keeps a request without a model out of what is by model', () => {
    const dimensions = { 'gateway.route': 'auto', 'gateway.tenant': 'none' };
    expect(documentsOf({ name: 'gateway.requests', dimensions, values: [1] })).toMatchObject([
      { _aws: { CloudWatchMetrics: [{ Dimensions: [['gateway.route']] }] } },
    ]);
  });

  it('has every value of a histogram, and its unit', () => {
    const dimensions = { 'gateway.route': 'vpn' };
    expect(
      documentsOf(
        { name: 'http.server.request.duration', dimensions, values: [0.2, 0.1, 0.1] },
        { name: 'http.server.request.body.size', dimensions, values: [7] },
        { name: 'gateway.audit.lost', dimensions: {}, values: [1] },
      ),
    ).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            {
              Dimensions: [['gateway.route']],
              Metrics: [
                { Name: 'http.server.request.duration', Unit: 'Seconds' },
                { Name: 'http.server.request.body.size', Unit: 'Bytes' },
              ],
            },
            { Dimensions: [[]], Metrics: [{ Name: 'gateway.audit.lost', Unit: 'Count' }] },
          ],
        },
        'http.server.request.duration': [0.2, 0.1, 0.1],
        'http.server.request.body.size': 7,
        'gateway.audit.lost': 1,
      },
    ]);
  });

  it('has one value of each dimension and metric per document: what differs goes into the next', () => {
    const documents = documentsOf(
      {
        name: 'gateway.attempts',
        dimensions: { 'gateway.route': 'internet', 'gateway.attempt.outcome': 'ok' },
        values: [1],
      },
      {
        name: 'gateway.attempts',
        dimensions: { 'gateway.route': 'vpn', 'gateway.attempt.outcome': 'ok' },
        values: [2],
      },
      { name: 'gateway.fallbacks', dimensions: { 'gateway.route': 'vpn' }, values: [4] },
      { name: 'gateway.problems', dimensions: { 'http.response.status_code': '401' }, values: [5] },
      { name: 'gateway.problems', dimensions: { 'http.response.status_code': '403' }, values: [6] },
    );
    expect(documents).toMatchObject([
      { 'gateway.route': 'internet', 'gateway.attempts': 1, 'http.response.status_code': '401', 'gateway.problems': 5 },
      { 'gateway.route': 'vpn', 'gateway.attempts': 2, 'gateway.fallbacks': 4, 'http.response.status_code': '403' },
    ]);
    expect(documents).toHaveLength(2);
  });

  it('sends nothing that CloudWatch is to keep nothing of', () => {
    expect(documentsOf({ name: 'http.server.active_requests', dimensions: {}, values: [1] })).toEqual([]);
  });
});
