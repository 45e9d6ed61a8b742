import { describe, expect, it } from 'vitest';
import { TOKEN_SECRET } from '../../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../../test/support/memory-secret-reader.js';
import { createTokenKeys } from './create-token-keys.js';

const config = { secretId: 'tokens', maxLifetimeSeconds: 60 };
const signal = new AbortController().signal;

describe('createTokenKeys', () => {
  it('reads nothing until it is asked to', () => {
    const reader = new MemorySecretReader();
    createTokenKeys(config, reader);
    expect(reader.reads).toEqual([]);
  });

  it('loads the secret and leaves the key set for later, so that starting needs Secrets Manager only', async () => {
    const reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
    const keys = createTokenKeys({ ...config, jwks: { kind: 'url', url: 'http://127.0.0.1:1/' } }, reader);
    await keys.load(signal);
    expect(await keys.find('HS256')).toHaveLength(1);
    await expect(keys.find('ES256')).rejects.toMatchObject({ source: 'GATEWAY_TOKEN_JWKS_URL', reason: 'unreadable' });
  });

  it('does not load without the secret', async () => {
    const keys = createTokenKeys(config, new MemorySecretReader());
    await expect(keys.load(signal)).rejects.toThrow(
      'GATEWAY_TOKEN_SECRET_ID stands for are unavailable: no-such-secret',
    );
  });

  it('has no place for public keys unless one is configured', async () => {
    const keys = createTokenKeys(config, new MemorySecretReader());
    expect(await keys.find('RS256')).toBeUndefined();
    expect(await keys.findNewer({ algorithm: 'ES256' }, [])).toBeUndefined();
  });
});
