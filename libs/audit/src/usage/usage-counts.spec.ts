import { describe, expect, it } from 'vitest';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { parseRowName, rowName, tenantPrefix, usageOf } from './usage-counts.js';

describe('usageOf', () => {
  it('counts the tokens of a request, by the day on which it came', () => {
    expect(usageOf(FINISHED)).toEqual({
      day: '2026-03-04',
      model: 'amazon.nova-premier-v1:0',
      tenant: 'blue',
      route: 'vpn',
      requests: 1,
      errors: 0,
      inputTokens: 11,
      outputTokens: 22,
      cacheReadTokens: 33,
      cacheWriteTokens: 44,
    });
  });

  it.each([
    ['is not finished', STARTED],
    ['is not finished, with a model', { ...STARTED, modelId: 'm' }],
    ['names no model', { ...FINISHED, modelId: '' }],
    ['has no time', { ...FINISHED, timestamp: 7 }],
  ])('counts no request that %s', (_, record) => {
    expect(usageOf({ ...record } as never)).toBeUndefined();
  });

  it.each([400, 403, 404])('does not let callers fill the counters with names: %i', (statusCode) => {
    const refused = { ...FINISHED, modelId: 'made-up', statusCode, success: false };
    expect(usageOf(refused)).toMatchObject({ model: 'other', errors: 1 });
  });

  it('puts names that are too long for a key into one row', () => {
    expect(usageOf({ ...FINISHED, modelId: 'm'.repeat(512) })).toMatchObject({ model: 'm'.repeat(512) });
    expect(usageOf({ ...FINISHED, modelId: 'm'.repeat(513) })).toMatchObject({ model: 'other' });
  });

  it('counts what is not known as nothing, and a request without an answer under no route', () => {
    const { routingMethod: _r, tenant: _t, inputTokens: _i, ...failed } = FINISHED;
    const row = usageOf({ ...failed, statusCode: 502, success: false });
    expect(row).toMatchObject({ model: 'amazon.nova-premier-v1:0', errors: 1, inputTokens: 0 });
    expect(row).not.toHaveProperty('route');
    expect(row).not.toHaveProperty('tenant');
  });
});

describe('the name of a row', () => {
  it('tells apart what may hold any character', () => {
    const name = rowName({ tenant: 'a', model: 'm","x', route: 'vpn' });
    expect(name).toBe('["a","m\\",\\"x","vpn"]');
    expect(parseRowName('2026-03-04', name)).toEqual({ day: '2026-03-04', tenant: 'a', model: 'm","x', route: 'vpn' });
    expect(parseRowName('2026-03-04', rowName({ model: 'm' }))).toEqual({ day: '2026-03-04', model: 'm' });
  });

  it('begins with the tenant, and with no other’s', () => {
    expect(rowName({ tenant: 'blue', model: 'm' }).startsWith(tenantPrefix('blue'))).toBe(true);
    expect(rowName({ tenant: 'blue-2', model: 'm' }).startsWith(tenantPrefix('blue'))).toBe(false);
  });

  it.each(['', 'x', '7', '{}', '[]', '["a"]', '["a",""]', '["a",7,"vpn"]'])('is not %j', (name) => {
    expect(parseRowName('2026-03-04', name)).toBeUndefined();
  });
});
