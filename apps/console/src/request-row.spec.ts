import { describe, expect, it } from 'vitest';
import { matchesFilter, type RequestFilter } from './request-filter.js';
import { readRequest, type RequestRow } from './request-row.js';

const RECORD = {
  requestId: 'r1',
  timestamp: '2026-03-04T05:06:07.089Z',
  subject: 'App-One',
  tenant: 'acme',
  operation: 'Converse',
  modelId: 'us.amazon.nova-lite-v1:0',
  dataClassification: 'internal',
  requestedRoute: 'auto',
  routingMethod: 'vpn',
  outcome: 'complete',
  statusCode: 200,
  latency: 1_500,
  firstByteMs: 250,
  inputTokens: 5,
  outputTokens: 7,
  attempts: [{ route: 'vpn', transport: 'direct', startedAtEpochMs: 10, durationMs: 20, outcome: 'ok' }],
};

const ROW: RequestRow = {
  requestId: 'r1',
  timestamp: '2026-03-04T05:06:07.089Z',
  caller: 'App-One',
  tenant: 'acme',
  operation: 'Converse',
  model: 'us.amazon.nova-lite-v1:0',
  dataClass: 'internal',
  requestedRoute: 'auto',
  route: 'vpn',
  outcome: 'complete',
  statusCode: 200,
  errorType: undefined,
  latencyMs: 1_500,
  firstByteMs: 250,
  inputTokens: 5,
  outputTokens: 7,
  attempts: [{ route: 'vpn', transport: 'direct', startedAtEpochMs: 10, durationMs: 20, outcome: 'ok' }],
};

describe('readRequest', () => {
  it.each([undefined, null, 'a text', [], {}, { requestId: 'r1' }, { ...RECORD, requestId: 7 }])(
    'takes %j for no request',
    (value) => expect(readRequest(value)).toBeUndefined(),
  );

  it('reads what the feed and the audit say', () => {
    expect(readRequest(RECORD)).toEqual(ROW);
  });

  it('takes what is of a wrong kind for not known', () => {
    const odd = { ...RECORD, latency: 'long', statusCode: NaN, modelId: 5, attempts: [null], subject: undefined };
    const attempt = { route: '', transport: '', startedAtEpochMs: 0, durationMs: 0, outcome: '' };
    expect(readRequest(odd)).toEqual({
      ...ROW,
      caller: '',
      latencyMs: undefined,
      statusCode: undefined,
      model: undefined,
      attempts: [attempt],
    });
  });
});

describe('matchesFilter', () => {
  const ANY: RequestFilter = { route: '', outcome: '', model: '', caller: '', dataClass: '', modelsOnly: false };
  const matches = (filter: Partial<RequestFilter>, row: RequestRow = ROW): boolean =>
    matchesFilter(row, { ...ANY, ...filter });

  it.each<Partial<RequestFilter>>([
    {},
    { route: 'vpn' },
    { outcome: 'complete' },
    { model: 'NOVA' },
    { caller: ' app-one ' },
    { caller: 'acme' },
    { dataClass: 'intern' },
    { modelsOnly: true },
  ])('lets a request through that is as asked for: %j', (filter) => expect(matches(filter)).toBe(true));

  it.each<Partial<RequestFilter>>([
    { route: 'internet' },
    { route: 'vp' },
    { outcome: 'failed' },
    { model: 'claude' },
    { caller: 'app-two' },
    { dataClass: 'cui' },
    { route: 'vpn', model: 'claude' },
  ])('keeps one back that is not: %j', (filter) => expect(matches(filter)).toBe(false));

  it('keeps back what is not about a model, where only that is asked for', () => {
    expect(matches({ modelsOnly: true }, { ...ROW, model: undefined })).toBe(false);
    expect(matches({ route: 'vpn' }, { ...ROW, route: undefined })).toBe(false);
  });
});
