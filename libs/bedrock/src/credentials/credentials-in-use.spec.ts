import { describe, expect, it } from 'vitest';
import type { BedrockCredentials } from './bedrock-credentials.js';
import { CredentialsInUse, reportOf } from './credentials-in-use.js';

describe('reportOf', () => {
  it.each<readonly [BedrockCredentials, string, boolean]>([
    [{ kind: 'api-key', apiKey: 'ABSKQmVkcm9jaw' }, 'api-key', true],
    [{ kind: 'api-key', apiKey: 'bedrock-api-key-YmVk' }, 'api-key', false],
    [{ kind: 'access-key', accessKeyId: 'AKIA', secretAccessKey: 's' }, 'access-key', true],
    [{ kind: 'access-key', accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' }, 'access-key', false],
  ])('%j', (credentials, kind, isLongLived) => {
    expect(reportOf(credentials, 5)).toEqual({ kind, isLongLived, createdAtEpochMs: 5 });
  });
});

describe('CredentialsInUse', () => {
  it('knows what was read last, and tells whoever listens', () => {
    const inUse = new CredentialsInUse();
    const told: unknown[] = [];
    expect(inUse.report).toBeUndefined();
    inUse.note({ kind: 'api-key', isLongLived: true });
    inUse.onRead((report) => told.push(report));
    inUse.note({ kind: 'session', isLongLived: false });
    expect(inUse.report).toEqual({ kind: 'session', isLongLived: false });
    expect(told).toEqual([{ kind: 'session', isLongLived: false }]);
  });
});
