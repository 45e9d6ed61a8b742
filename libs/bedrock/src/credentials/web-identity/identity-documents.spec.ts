import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientOf, startAws } from '../../testing/scripted-aws.js';
import { describeIssuer } from './identity-documents.js';
import { readSigningKey } from './read-signing-key.js';

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const derOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const { signal } = new AbortController();

afterEach(() => void vi.unstubAllEnvs());

describe('the documents of an issuer', () => {
  it('say where its keys are, and have each under its id, public parts only', () => {
    const documents = describeIssuer('https://id.example/gateway', [{ keyId: KEY_ID, publicKey: derOf(publicKey) }]);
    expect(documents).toEqual({
      '.well-known/openid-configuration': {
        issuer: 'https://id.example/gateway',
        jwks_uri: 'https://id.example/gateway/keys.json',
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        claims_supported: ['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub'],
      },
      'keys.json': {
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }],
      },
    });
    expect(Object.keys(documents['keys.json'].keys[0] ?? {}).toSorted()).toEqual([
      'alg',
      'e',
      'kid',
      'kty',
      'n',
      'use',
    ]);
  });
});

describe('reading a signing key', () => {
  async function read(status: number, body: object, keyId = KEY_ID) {
    await using kms = await startAws(() => ({ status, body: JSON.stringify(body) }));
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', kms.origin);
    vi.stubEnv('AWS_REGION', clientOf(kms).region);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    return await readSigningKey(keyId, signal);
  }
  const good = { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048', PublicKey: derOf(publicKey).toString('base64') };

  it('gives its public part, under its id', async () => {
    const key = await read(200, good, `arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/${KEY_ID}`);
    expect(key.keyId).toBe(KEY_ID);
    expect(Buffer.from(key.publicKey)).toEqual(derOf(publicKey));
  });

  it.each([
    [400, { __type: 'AccessDeniedException' }, 'KMS denies access to the signing key'],
    [400, { __type: 'NotFoundException' }, 'there is no such signing key'],
    [400, { __type: 'DisabledException' }, 'KMS does not answer'],
    [200, { ...good, KeyUsage: 'ENCRYPT_DECRYPT' }, 'no RSA key for signing'],
    [200, { ...good, KeySpec: 'ECC_NIST_P256' }, 'no RSA key for signing'],
    [200, { ...good, PublicKey: undefined }, 'no RSA key for signing'],
  ])('fails for an answer %d %j', async (status, body, words) => {
    await expect(read(status, body)).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: expect.stringContaining(words),
    });
  });

  it('takes no alias, as what it names may change', async () => {
    await expect(read(200, good, 'alias/gateway')).rejects.toThrow('no RSA key for signing');
  });
});
