import { createHash } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { clientOf, startAws } from '../../testing/scripted-aws.js';
import { KmsWebIdentityTokens } from './kms-web-identity.tokens.js';

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN = `arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/${KEY_ID}`;
const TERMS = { keyId: KEY_ARN, issuer: 'https://id.example/g', audience: 'sts.amazonaws.com', subject: 'gateway-1' };
const NOW_EPOCH_MS = 1_800_000_000_500;
const { signal } = new AbortController();

const partOf = (token: string, at: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString('utf8'));

async function startKms() {
  const body = JSON.stringify({ KeyId: KEY_ARN, Signature: Buffer.from('signature').toString('base64') });
  const kms = await startAws(() => ({ status: 200, body }));
  return { kms, tokens: new KmsWebIdentityTokens(new KMSClient(clientOf(kms)), TERMS, () => NOW_EPOCH_MS) };
}

describe('a token that KMS signs', () => {
  it('says who the gateway is and for whom it asks, for less than five minutes', async () => {
    const { kms, tokens } = await startKms();
    await using _ = kms;
    const token = await tokens.issue({ tenant: 'dept-a', subject: 'alice smith' }, signal);
    tokens.close();

    expect(partOf(token, 0)).toEqual({ alg: 'RS256', typ: 'JWT', kid: KEY_ID });
    expect(partOf(token, 1)).toEqual({
      iss: 'https://id.example/g',
      aud: 'sts.amazonaws.com',
      sub: 'gateway-1',
      iat: 1_800_000_000,
      nbf: 1_799_999_970,
      exp: 1_800_000_270,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'https://aws.amazon.com/tags': {
        principal_tags: { tenant: ['dept-a'], subject: ['alice=20smith'] },
        transitive_tag_keys: [],
      },
    });
    expect(token.split('.')[2]).toBe(Buffer.from('signature').toString('base64url'));
  });

  it('has no tags where the gateway asks for itself, and another id each time', async () => {
    const { kms, tokens } = await startKms();
    await using _ = kms;
    const [one, other] = [await tokens.issue(undefined, signal), await tokens.issue(undefined, signal)];
    tokens.close();
    expect(partOf(one, 1)).not.toHaveProperty(['https://aws.amazon.com/tags']);
    expect(partOf(one, 1)).not.toEqual(partOf(other, 1));
  });

  it('has what was signed: the digest of its first two parts, by the named key', async () => {
    const { kms, tokens } = await startKms();
    await using _ = kms;
    const token = await tokens.issue({ subject: 'alice' }, signal);
    tokens.close();
    const signed = token.split('.').slice(0, 2).join('.');
    expect(JSON.parse(kms.asked[0]?.body ?? '')).toEqual({
      KeyId: KEY_ARN,
      Message: createHash('sha256').update(signed).digest('base64'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
  });

  it('is not made when KMS refuses, or when nobody waits for it any more', async () => {
    await using kms = await startAws(() => ({ status: 400, body: '{"__type":"AccessDeniedException"}' }));
    const tokens = new KmsWebIdentityTokens(new KMSClient(clientOf(kms)), TERMS);
    await expect(tokens.issue(undefined, signal)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(tokens.issue(undefined, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    tokens.close();
  });
});
