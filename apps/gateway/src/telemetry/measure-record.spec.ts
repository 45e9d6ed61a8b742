import type { FinishedAuditRecord } from '@app/audit';
import { describe, expect, it } from 'vitest';
import { createAttempt, createFinishedRecord } from '../testing/finished-record.js';
import { measureRecord } from './measure-record.js';
import type { DimensionValues } from './metric-output.js';

const NAMES: DimensionValues = {
  'gateway.route': 'internet',
  'gateway.tenant': 'blue',
  'gen_ai.request.model': 'amazon.nova-lite-v1:0',
};
const PRICES = [{ glob: 'amazon.*', inputUsdPerMTok: 1, outputUsdPerMTok: 2, cacheReadUsdPerMTok: 0.5 }];

/** Names and values alone. */
function valuesOf(facts: Partial<FinishedAuditRecord>, prices = PRICES): readonly (readonly [string, number])[] {
  return measureRecord(createFinishedRecord(facts), NAMES, prices).map(({ name, value }) => [name, value] as const);
}

describe('measureRecord', () => {
  it('has everything of a stream that ended well', () => {
    const counts = { inputTokens: 1_000, outputTokens: 11, cacheReadTokens: 2_000, cacheWriteTokens: 0 };
    expect(valuesOf(counts)).toEqual([
      ['gateway.requests', 1],
      ['http.server.request.duration', 1.5],
      ['http.server.request.body.size', 120],
      ['http.server.response.body.size', 3_400],
      ['gateway.time_to_first_byte', 0.25],
      // 1000 at 1, 11 at 2 and 2000 at 0.5 dollars per million.
      ['gateway.cost.estimated', 0.002022],
      ['gen_ai.client.operation.duration', 1.5],
      ['gen_ai.server.time_to_first_token', 0.25],
      // 1.25 s for ten tokens after the first one.
      ['gen_ai.server.time_per_output_token', 0.125],
      ['gen_ai.client.token.usage', 1_000],
      ['gen_ai.client.token.usage', 11],
      ['gen_ai.client.token.usage', 2_000],
      ['gen_ai.client.token.usage', 0],
      ['gateway.attempts', 1],
      ['gateway.attempt.duration', 0.2],
    ]);
  });

  it.each([
    [
      'refused, by its type',
      { errorType: 'AccessDeniedException', outcome: 'refused', statusCode: 403 },
      'AccessDeniedException',
    ],
    [
      'of a type that an upstream made up',
      { errorType: 'Canary', outcome: 'failed', statusCode: 500 },
      'UnlistedException',
    ],
    ['of no type, by how it ended', { outcome: 'client-gone', statusCode: 499 }, 'client-gone'],
  ] as const)('counts an error %s', (_, facts, type) => {
    const measurements = measureRecord(createFinishedRecord({ success: false, ...facts }), NAMES, []);
    const errors = measurements.filter(({ name }) => name === 'gateway.errors');
    expect(errors).toMatchObject([{ value: 1, dimensions: { ...NAMES, 'error.type': type } }]);
    expect(measurements.map(({ name }) => name)).not.toContain('gen_ai.server.time_to_first_token');
  });

  it('tells the limits of the gateway from those of Bedrock', () => {
    const refused = { success: false, outcome: 'refused', statusCode: 429, attempts: [] } as const;
    const throttled = { ...refused, outcome: 'failed', attempts: [createAttempt({ outcome: 'throttled' })] } as const;
    const sourcesOf = (facts: Partial<FinishedAuditRecord>): unknown[] =>
      measureRecord(createFinishedRecord(facts), NAMES, [])
        .filter(({ name }) => name === 'gateway.throttles')
        .map(({ dimensions }) => dimensions['gateway.throttle.source']);
    expect(sourcesOf(refused)).toEqual(['gateway']);
    expect(sourcesOf(throttled)).toEqual(['bedrock']);
    expect(sourcesOf({})).toEqual([]);
  });

  it('knows no cost without a price, and no tokens that nobody has counted', () => {
    const names = valuesOf({ inputTokens: 10 }, []).map(([name]) => name);
    expect(names).not.toContain('gateway.cost.estimated');
    expect(names.filter((name) => name === 'gen_ai.client.token.usage')).toHaveLength(1);
  });

  it('has nothing of models for a request that puts none to work', () => {
    for (const facts of [{ operation: 'GetStatus' }, { operation: 'CountTokens' }]) {
      expect(valuesOf(facts).filter(([name]) => name.startsWith('gen_ai.'))).toEqual([]);
    }
  });

  it('knows no first token of an answer in one piece, and no pace of a single token', () => {
    const timesOf = (facts: Partial<FinishedAuditRecord>): unknown[] =>
      valuesOf(facts).filter(([name]) => name.startsWith('gen_ai.server.'));
    expect(timesOf({ streamed: false, operation: 'Converse', outputTokens: 5 })).toEqual([]);
    expect(timesOf({ outputTokens: 1 })).toEqual([['gen_ai.server.time_to_first_token', 0.25]]);
    const clockSetBack = { outputTokens: 2, latency: 0 };
    expect(timesOf(clockSetBack)).toContainEqual(['gen_ai.server.time_per_output_token', 0]);
  });

  it('tells retries from fallbacks, each under the route that it went by', () => {
    const attempts = [
      createAttempt({ outcome: 'internal' }),
      createAttempt({ outcome: 'unreachable' }),
      createAttempt({ route: 'vpn', durationMs: -5 }),
    ];
    const measured = measureRecord(createFinishedRecord({ attempts }), NAMES, []).flatMap(
      ({ name, dimensions, value }) =>
        /retries|fallbacks|attempt/.test(name) ? [[name, dimensions['gateway.route'], value]] : [],
    );
    expect(measured).toEqual([
      ['gateway.attempts', 'internet', 1],
      ['gateway.attempt.duration', 'internet', 0.2],
      ['gateway.attempts', 'internet', 1],
      ['gateway.attempt.duration', 'internet', 0.2],
      ['gateway.retries', 'internet', 1],
      ['gateway.attempts', 'vpn', 1],
      ['gateway.attempt.duration', 'vpn', 0],
      ['gateway.fallbacks', 'vpn', 1],
    ]);
  });

  it('never has anything of a caller but the tenant: no subject, address or id', () => {
    const facts = { subject: 'canary', sourceIP: '192.0.2.66', clientRequestId: 'canary', tokenId: 'canary' };
    const text = JSON.stringify(measureRecord(createFinishedRecord(facts), NAMES, PRICES));
    expect(text).not.toMatch(/canary|192\.0\.2\.66|019a2b3c/);
  });
});
