import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  encodePart,
  forgeToken,
  GOOD_CLAIMS,
  NOW_EPOCH_S,
  TOKEN_SECRET,
} from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { TokenKeysUnavailableError, TokenRefusedError } from './errors.js';
import { createTokenKeys } from './keys/create-token-keys.js';
import type { TokenKeys } from './keys/token-keys.js';
import { TokenVerifier } from './token-verifier.js';

const OLD_SECRET = 'an-older-secret-of-some-forty-characters';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY_SET = JSON.stringify({
  keys: [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'r1' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'e1', alg: 'ES256', use: 'sig' },
  ],
});

function startVerifier(current: string, previous?: string) {
  const clock = { nowEpochMs: NOW_EPOCH_S * 1_000 };
  const reader = new MemorySecretReader().put('tokens', { current, ...(previous !== undefined && { previous }) });
  reader.put('keys', { current: KEY_SET });
  const config = { secretId: 'tokens', maxLifetimeSeconds: 3_600, jwks: { kind: 'secret', secretId: 'keys' } } as const;
  const nowEpochMs = () => clock.nowEpochMs;
  const pause = (timeMs: number) => Promise.resolve((clock.nowEpochMs += timeMs));
  return {
    clock,
    reader,
    verifier: new TokenVerifier(createTokenKeys(config, reader, { nowEpochMs, pause }), config, nowEpochMs),
  };
}

function signAsymmetric(alg: 'RS256' | 'ES256', key: KeyObject, kid?: string): string {
  const signed = `${encodePart({ alg, kid })}.${encodePart(GOOD_CLAIMS)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

const named = (secret: string, kid: string) => JSON.stringify({ secret, kid, note: 'unknown fields are ignored' });

describe('TokenVerifier with a shared secret', () => {
  it('knows the caller of a good token', async () => {
    const { verifier } = startVerifier(TOKEN_SECRET);
    expect(await verifier.verify(forgeToken({ claims: { ...GOOD_CLAIMS, jti: 'id-1', tenant: 'acme' } }))).toEqual({
      subject: 'alice',
      tenant: 'acme',
      tokenId: 'id-1',
      expiresAtEpochS: NOW_EPOCH_S + 900,
      permissions: new Set(['bedrock:invoke', 'status:read']),
      routes: new Set(['internet', 'vpn']),
      models: ['*'],
      classifications: new Set(['public', 'cui']),
    });
  });

  it.each([
    ['bare', OLD_SECRET, TOKEN_SECRET],
    ['in JSON', JSON.stringify({ secret: OLD_SECRET }), JSON.stringify({ secret: TOKEN_SECRET })],
    ['under one name', named(OLD_SECRET, 'k'), named(TOKEN_SECRET, 'k')],
  ])('takes tokens of the current and of the previous secret, %s', async (_, previous, current) => {
    const { verifier } = startVerifier(current, previous);
    for (const secret of [TOKEN_SECRET, OLD_SECRET]) {
      const token = forgeToken({ secret, header: { alg: 'HS256', kid: 'k', typ: 'JWT' } });
      expect((await verifier.verify(token)).subject).toBe('alice');
    }
  });

  it('takes a token without a kid whatever the keys are called', async () => {
    const { verifier } = startVerifier(named(TOKEN_SECRET, 'new'), named(OLD_SECRET, 'old'));
    expect((await verifier.verify(forgeToken({ secret: OLD_SECRET }))).subject).toBe('alice');
  });

  it('refuses a token that names another key than the one that signed it, or none that exists', async () => {
    const { verifier } = startVerifier(named(TOKEN_SECRET, 'new'), named(OLD_SECRET, 'old'));
    for (const kid of ['old', 'unknown', '../../../dev/null', "' OR 1=1"]) {
      const token = forgeToken({ header: { alg: 'HS256', kid } });
      await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('signature'));
    }
  });

  it('takes a token of a secret that was rotated in a moment ago', async () => {
    const { verifier, reader } = startVerifier(OLD_SECRET);
    await verifier.verify(forgeToken({ secret: OLD_SECRET }));
    reader.put('tokens', { current: TOKEN_SECRET, previous: OLD_SECRET });
    expect((await verifier.verify(forgeToken())).subject).toBe('alice');
  });

  it('asks Secrets Manager once a second however many forged tokens come under a known name, or none', async () => {
    const { verifier, reader, clock } = startVerifier(named(TOKEN_SECRET, 'k'));
    const forged = [{ kid: 'k' }, {}].map((name) =>
      forgeToken({ header: { alg: 'HS256', ...name }, secret: OLD_SECRET }),
    );
    for (const afterMs of [0, 0, 999, 1, 0, 999]) {
      clock.nowEpochMs += afterMs;
      for (const token of forged) await expect(verifier.verify(token)).rejects.toThrow('signature');
    }
    expect(reader.reads.filter((read) => read === 'tokens AWSCURRENT')).toHaveLength(3);
  });

  it('keeps a token of an unknown name waiting until it may ask again, and no longer', async () => {
    const { verifier, reader, clock } = startVerifier(named(OLD_SECRET, 'old'));
    await expect(verifier.verify(forgeToken())).rejects.toThrow('signature');
    clock.nowEpochMs += 100;
    reader.put('tokens', { current: named(TOKEN_SECRET, 'new') });
    expect((await verifier.verify(forgeToken({ header: { alg: 'HS256', kid: 'new' } }))).subject).toBe('alice');
    expect(clock.nowEpochMs).toBe(NOW_EPOCH_S * 1_000 + 1_000);
  });

  it('takes no token of the previous secret once that has retired', async () => {
    const { verifier, reader, clock } = startVerifier(TOKEN_SECRET, OLD_SECRET);
    reader.createdAtEpochMs.set('tokens AWSCURRENT', NOW_EPOCH_S * 1_000 - 3_600_000);
    const token = forgeToken({ secret: OLD_SECRET });
    clock.nowEpochMs += 29_999;
    expect((await verifier.verify(token)).subject).toBe('alice');
    clock.nowEpochMs += 1;
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('signature'));
    expect((await verifier.verify(forgeToken())).subject).toBe('alice');
  });

  it('tells missing keys from a bad token', async () => {
    const { verifier, reader } = startVerifier(TOKEN_SECRET);
    reader.failure = new Error('down');
    await expect(verifier.verify(forgeToken())).rejects.toThrow(
      new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'unreadable'),
    );
  });
});

describe('TokenVerifier with a key that cannot verify', () => {
  it('reports a defect, not a bad token', async () => {
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('raw', new Uint8Array(32), hmac, false, ['sign']);
    const keys: TokenKeys = {
      load: async () => {},
      find: () => Promise.resolve([{ algorithm: 'HS256', key, fingerprint: 'own' }]),
      findNewer: () => Promise.resolve(undefined),
    };
    const verifier = new TokenVerifier(keys, { maxLifetimeSeconds: 60 }, () => NOW_EPOCH_S * 1_000);
    await expect(verifier.verify(forgeToken())).rejects.toThrow(TypeError);
  });
});

describe('TokenVerifier with a key set', () => {
  it.each([
    ['RS256', rsa.privateKey, 'r1'],
    ['ES256', ec.privateKey, 'e1'],
    ['RS256', rsa.privateKey, undefined],
  ] as const)('takes a token signed with %s', async (alg, key, kid) => {
    const { verifier } = startVerifier(TOKEN_SECRET);
    expect((await verifier.verify(signAsymmetric(alg, key, kid))).subject).toBe('alice');
  });

  it('refuses the right key under a wrong name, and a stranger under the right one', async () => {
    const { verifier } = startVerifier(TOKEN_SECRET);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    await expect(verifier.verify(signAsymmetric('ES256', ec.privateKey, 'r1'))).rejects.toThrow('signature');
    await expect(verifier.verify(signAsymmetric('ES256', stranger, 'e1'))).rejects.toThrow('signature');
  });

  it('refuses a token whose algorithm is not that of the key', async () => {
    const { verifier } = startVerifier(TOKEN_SECRET);
    await expect(verifier.verify(signAsymmetric('RS256', ec.privateKey, 'r1'))).rejects.toThrow('signature');
  });

  it('never verifies HS256 with a public key, in any of its spellings', async () => {
    const { verifier } = startVerifier(TOKEN_SECRET);
    const spki = rsa.publicKey.export({ format: 'der', type: 'spki' });
    const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const jwk = JSON.stringify(rsa.publicKey.export({ format: 'jwk' }));
    for (const secret of [spki, pem, pem.trim(), jwk, KEY_SET]) {
      const token = forgeToken({ header: { alg: 'HS256', kid: 'r1' }, secret });
      await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('signature'));
    }
  });

  it('refuses asymmetric tokens where no key set is configured', async () => {
    const reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
    const config = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
    const verifier = new TokenVerifier(createTokenKeys(config, reader), config, () => NOW_EPOCH_S * 1_000);
    await expect(verifier.verify(signAsymmetric('RS256', rsa.privateKey))).rejects.toThrow('algorithm');
  });
});
