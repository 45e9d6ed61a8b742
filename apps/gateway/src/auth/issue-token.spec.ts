import { describe, expect, it } from 'vitest';
import { NOW_EPOCH_S, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { issueToken, type TokenGrant } from './issue-token.js';
import { createTokenKeys } from './keys/create-token-keys.js';
import { readSigningKey } from './keys/read-secret-keys.js';
import { TokenVerifier } from './token-verifier.js';

const GRANT: TokenGrant = {
  subject: 'alice',
  permissions: ['bedrock:invoke'],
  routes: ['vpn'],
  models: ['amazon.*'],
  classifications: ['cui'],
  lifetimeSeconds: 60,
};
const issuedAtEpochMs = NOW_EPOCH_S * 1_000 + 999;

async function issue(current: string, grant = GRANT, parties = {}) {
  const reader = new MemorySecretReader().put('tokens', { current });
  const source = { reader, secretId: 'tokens', variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
  const key = await readSigningKey(source, new AbortController().signal);
  return { reader, token: await issueToken(grant, key, { issuedAtEpochMs, ...parties }) };
}

const partsOf = (token: string) =>
  token.split('.', 2).map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));

describe('issueToken', () => {
  it('writes down what is granted, and nothing that is not', async () => {
    const { token } = await issue(TOKEN_SECRET);
    expect(partsOf(token)).toStrictEqual([
      { alg: 'HS256', typ: 'JWT' },
      {
        sub: 'alice',
        iat: 1_800_000_000,
        exp: 1_800_000_060,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        permissions: ['bedrock:invoke'],
        routes: ['vpn'],
        models: ['amazon.*'],
        classifications: ['cui'],
      },
    ]);
  });

  it('names the key, the parties and the tenant where there are any', async () => {
    const parties = { issuer: 'idp', audience: 'gateway' };
    const current = JSON.stringify({ secret: TOKEN_SECRET, kid: 'k1' });
    const { token } = await issue(current, { ...GRANT, tenant: 'acme' }, parties);
    expect(partsOf(token)).toMatchObject([{ kid: 'k1' }, { iss: 'idp', aud: 'gateway', tenant: 'acme' }]);
  });

  it('never gives two tokens the same id', async () => {
    const [first, second] = [await issue(TOKEN_SECRET), await issue(TOKEN_SECRET)];
    expect(first.token).not.toBe(second.token);
  });

  it('makes tokens that the verifier takes', async () => {
    const parties = { issuer: 'idp', audience: 'gateway' };
    const { reader, token } = await issue(JSON.stringify({ secret: TOKEN_SECRET, kid: 'k1' }), GRANT, parties);
    const config = { secretId: 'tokens', maxLifetimeSeconds: 60, ...parties };
    const verifier = new TokenVerifier(createTokenKeys(config, reader), config, () => issuedAtEpochMs);
    expect(await verifier.verify(token)).toMatchObject({ subject: 'alice', models: ['amazon.*'] });
  });
});
