import { describe, expect, it } from 'vitest';
import { AUDIT_DEFAULTS, assertMayCreateTable, assertRetention, type AuditOptions } from './options.js';

const OPTIONS: AuditOptions = { ...AUDIT_DEFAULTS, gatewayVersion: '1.2.3' };

describe('assertRetention', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to keep records for %d days', (ttlDays) => {
    expect(() => assertRetention({ ...OPTIONS, ttlDays })).toThrow(
      expect.objectContaining({ code: 'AUDIT_CONFIGURATION_INVALID', option: 'ttlDays' }),
    );
  });

  it('keeps records for 30 days by default', () => {
    expect(OPTIONS.ttlDays).toBe(30);
    expect(() => assertRetention(OPTIONS)).not.toThrow();
  });
});

describe('assertMayCreateTable', () => {
  it.each([
    undefined,
    '',
    'not a url',
    'https://dynamodb.us-gov-west-1.amazonaws.com',
    'http://127.0.0.1.example.com:8000',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'http://[::2]:8000',
    'http://example.com/127.0.0.1',
    'http://127.0.0.1@example.com',
  ])('refuses to create a table at %s, and does not repeat the value', (endpoint) => {
    const options = { ...OPTIONS, createTableIfMissing: true, ...(endpoint !== undefined && { endpoint }) };
    expect(() => assertMayCreateTable(options)).toThrow(
      'Audit option createTableIfMissing needs an endpoint with a loopback address',
    );
  });

  it.each(['http://127.0.0.1:8000', 'http://127.1.2.3', 'http://localhost:8000', 'http://[::1]:8000'])(
    'may create a table at %s',
    (endpoint) => {
      expect(() => assertMayCreateTable({ ...OPTIONS, createTableIfMissing: true, endpoint })).not.toThrow();
    },
  );

  it('has nothing against any endpoint when no table is to be created', () => {
    const endpoint = 'https://dynamodb.us-gov-west-1.amazonaws.com';
    expect(() => assertMayCreateTable({ ...OPTIONS, endpoint })).not.toThrow();
    expect(() => assertMayCreateTable({ ...OPTIONS, endpoint, createTableIfMissing: false })).not.toThrow();
  });
});
