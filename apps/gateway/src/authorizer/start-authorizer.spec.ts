import { SecretUnreadableError } from '@app/bedrock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureOutput } from '../../../../test/support/captured-output.js';
import { forgeToken, GOOD_CLAIMS, NOW_EPOCH_S, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { authorizerEvent, INVOCATION } from '../testing/authorizer-event.js';
import { startAuthorizer } from './start-authorizer.js';

const TOKENS = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
const BOTH_VERSIONS = ['tokens AWSCURRENT', 'tokens AWSPREVIOUS'];
const goodEvent = () =>
  authorizerEvent(`Bearer ${forgeToken({ claims: { ...GOOD_CLAIMS, exp: NOW_EPOCH_S + 3_600 } })}`);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_EPOCH_S * 1_000, toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('startAuthorizer', () => {
  it('fails to start without the secret, and says why in the log alone', async () => {
    using output = captureOutput();
    const reader = new MemorySecretReader();
    reader.failure = new SecretUnreadableError('access-denied', new Error('secret-name'));
    const starting = startAuthorizer(TOKENS, reader);
    await expect(starting).rejects.toThrow(/^The authorizer cannot decide: keys-unavailable$/);
    expect(output.jsonLines()).toMatchObject([
      { level: 'error', message: { code: 'TOKEN_KEYS_UNAVAILABLE', reason: 'unreadable', cause: 'access-denied' } },
    ]);
    expect(output.text()).not.toContain('secret-name');
  });

  it('fails to start with a secret that is no key', async () => {
    using output = captureOutput();
    const starting = startAuthorizer(TOKENS, new MemorySecretReader().put('tokens', { current: 'short' }));
    await expect(starting).rejects.toThrow('keys-unavailable');
    expect(output.jsonLines()).toMatchObject([{ message: { reason: 'too-short' } }]);
  });

  it('reads the keys while it starts and keeps them for five minutes', async () => {
    const reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
    const authorizer = await startAuthorizer(TOKENS, reader);
    expect(reader.reads).toEqual(BOTH_VERSIONS);
    await authorizer.authorize(goodEvent(), INVOCATION);
    vi.setSystemTime(NOW_EPOCH_S * 1_000 + 299_999);
    await authorizer.authorize(goodEvent(), INVOCATION);
    expect(reader.reads).toEqual(BOTH_VERSIONS);
    vi.setSystemTime(NOW_EPOCH_S * 1_000 + 300_000);
    await authorizer.authorize(goodEvent(), INVOCATION);
    expect(reader.reads).toEqual([...BOTH_VERSIONS, ...BOTH_VERSIONS]);
  });

  it('says so when it goes on with old keys', async () => {
    using output = captureOutput();
    const reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
    const authorizer = await startAuthorizer(TOKENS, reader);
    reader.failure = new Error('down');
    vi.setSystemTime(NOW_EPOCH_S * 1_000 + 300_000);
    const { policyDocument } = await authorizer.authorize(goodEvent(), INVOCATION);
    expect(policyDocument.Statement).toMatchObject([{ Effect: 'Allow' }]);
    const message = { event: 'token-keys-old', source: 'GATEWAY_TOKEN_SECRET_ID', reason: 'unreadable' };
    expect(output.jsonLines()).toMatchObject([{ level: 'warn', message, context: 'Authorizer' }]);
  });
});
