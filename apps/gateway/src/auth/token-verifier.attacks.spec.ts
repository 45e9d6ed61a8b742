import { createHmac, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  encodePart,
  forgeToken,
  GOOD_CLAIMS,
  NOW_EPOCH_S,
  TOKEN_SECRET,
} from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { TokenRefusedError, type RefusalReason } from './errors.js';
import { createTokenKeys } from './keys/create-token-keys.js';
import { TokenVerifier } from './token-verifier.js';

const BASE = { ...GOOD_CLAIMS, iss: 'https://idp.example', aud: ['gateway'] };
const good = forgeToken({ claims: BASE });
const [header = '', claims = '', signature = ''] = good.split('.');
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { kty: 'oct', k: Buffer.from('chosen by the attacker').toString('base64url') };

const unsigned = (alg: string) => `${encodePart({ alg })}.${claims}.`;
const withHeader = (extra: object) => forgeToken({ claims: BASE, header: { alg: 'HS256', ...extra } });
const withClaims = (extra: object) => forgeToken({ claims: { ...BASE, ...extra } });
const claimsText = JSON.stringify(BASE);

/** Name, what is expected, the token. Where the signature is not the attack, it is a right one. */
const ATTACKS: readonly (readonly [string, RefusalReason, string])[] = [
  ['algorithm none without a signature', 'malformed', unsigned('none')],
  ['algorithm none with a signature', 'algorithm', forgeToken({ header: { alg: 'none' } })],
  ['algorithm None', 'algorithm', forgeToken({ header: { alg: 'None' } })],
  ['algorithm nOnE', 'algorithm', forgeToken({ header: { alg: 'nOnE' } })],
  ['algorithm hs256', 'algorithm', forgeToken({ header: { alg: 'hs256' } })],
  ['algorithm HS512', 'algorithm', forgeToken({ header: { alg: 'HS512' } })],
  ['no algorithm', 'algorithm', forgeToken({ header: {} })],
  ['an algorithm that is a list', 'algorithm', forgeToken({ header: { alg: ['HS256'] } })],
  ['RS256 where only a secret is configured', 'algorithm', forgeToken({ header: { alg: 'RS256' } })],
  [
    'HS256 signed with a public key',
    'signature',
    forgeToken({ secret: publicKey.export({ format: 'pem', type: 'spki' }).toString() }),
  ],
  ['a key in the header', 'header', forgeToken({ header: { alg: 'HS256', jwk }, secret: 'chosen by the attacker' })],
  ['a key set URL in the header', 'header', withHeader({ jku: 'https://evil.example/keys' })],
  ['a certificate URL in the header', 'header', withHeader({ x5u: 'https://evil.example/cert' })],
  ['a certificate in the header', 'header', withHeader({ x5c: ['MIIB'] })],
  ['a critical extension', 'header', withHeader({ crit: ['exp'] })],
  ['an unencoded payload', 'header', withHeader({ b64: false, crit: ['b64'] })],
  ['a compressed payload', 'header', withHeader({ zip: 'DEF' })],
  ['a nested token', 'header', withHeader({ cty: 'JWT' })],
  ['another type', 'header', withHeader({ typ: 'JWE' })],
  ['a type that is no string', 'header', withHeader({ typ: ['JWT'] })],
  ['an unknown parameter', 'header', withHeader({ admin: true })],
  ['a kid that is a path', 'signature', withHeader({ kid: '../../../../dev/null' })],
  ['a kid that is a query', 'signature', withHeader({ kid: "x' UNION SELECT 'secret" })],
  ['a kid that is an object', 'header', withHeader({ kid: { toString: 'current' } })],
  ['a kid that is a list', 'header', withHeader({ kid: ['current'] })],
  ['a kid that is null', 'header', withHeader({ kid: null })],
  ['an empty kid', 'header', withHeader({ kid: '' })],
  ['a huge kid', 'header', withHeader({ kid: 'k'.repeat(4_000) })],
  ['a kid with a line end', 'header', withHeader({ kid: 'current\n' })],
  [
    'a kid signed with the empty key',
    'signature',
    forgeToken({ header: { alg: 'HS256', kid: '/dev/null' }, secret: '' }),
  ],
  ['a header parameter twice', 'malformed', forgeToken({ header: '{"alg":"none","alg":"HS256"}' })],
  ['a header that is a list', 'malformed', forgeToken({ header: ['HS256'] })],
  ['a header that is not JSON', 'malformed', forgeToken({ header: '{alg:HS256}' })],
  [
    'a header that is not UTF-8',
    'malformed',
    `${Buffer.from([0xff, 0xfe]).toString('base64url')}.${claims}.${signature}`,
  ],
  ['no token', 'malformed', ''],
  ['one part', 'malformed', header],
  ['two parts', 'malformed', `${header}.${claims}`],
  ['two dots more', 'malformed', `${good}..`],
  ['an encrypted token', 'malformed', `${encodePart({ alg: 'dir', enc: 'A256GCM' })}..iv.text.tag`],
  ['five full parts', 'malformed', `${header}.key.iv.text.tag`],
  ['an empty signature', 'malformed', `${header}.${claims}.`],
  ['a truncated signature', 'signature', good.slice(0, -3)],
  ['a lengthened signature', 'signature', `${good}AAAA`],
  ['an impossible base64 length', 'malformed', `${header}.${claims}.AAAAA`],
  ['another signature', 'signature', `${header}.${claims}.${'A'.repeat(43)}`],
  ['other claims under the signature', 'signature', `${header}.${encodePart({ ...BASE, sub: 'root' })}.${signature}`],
  ['a signature of another secret', 'signature', forgeToken({ secret: `${TOKEN_SECRET}!` })],
  ['a signature with padding', 'malformed', `${good}=`],
  ['a line end behind it', 'malformed', `${good}\n`],
  ['a huge token', 'too-large', withClaims({ filler: 'x'.repeat(8_192) })],
  ['claims that are not JSON', 'malformed', forgeToken({ claims: 'sub=alice' })],
  ['claims that are a list', 'malformed', forgeToken({ claims: [BASE] })],
  ['claims nested without end', 'malformed', forgeToken({ claims: '['.repeat(5_000) })],
  ['a claim twice', 'malformed', forgeToken({ claims: claimsText.replace('{', '{"sub":"root",') })],
  ['no subject', 'claims', withClaims({ sub: undefined })],
  ['an empty subject', 'claims', withClaims({ sub: '' })],
  ['a subject that is a list', 'claims', withClaims({ sub: ['alice'] })],
  ['a subject with a line end', 'claims', withClaims({ sub: 'alice\nroot' })],
  ['no expiry', 'claims', withClaims({ exp: undefined })],
  ['an expiry that is text', 'claims', withClaims({ exp: String(NOW_EPOCH_S + 60) })],
  ['an expiry beyond numbers', 'claims', forgeToken({ claims: claimsText.replace(/"exp":\d+/, '"exp":1e999') })],
  ['an expiry far away', 'too-long-lived', withClaims({ exp: NOW_EPOCH_S * 10 })],
  ['an expiry in the past', 'expired', withClaims({ iat: NOW_EPOCH_S - 100, exp: NOW_EPOCH_S - 30 })],
  ['no time of issue', 'claims', withClaims({ iat: undefined })],
  ['a time of issue that is text', 'claims', withClaims({ iat: String(NOW_EPOCH_S) })],
  [
    'a time of issue in the future',
    'not-yet-valid',
    withClaims({ iat: NOW_EPOCH_S + 3_600, exp: NOW_EPOCH_S + 3_660 }),
  ],
  ['a start in the future', 'not-yet-valid', withClaims({ nbf: NOW_EPOCH_S + 60 })],
  ['a start that is text', 'claims', withClaims({ nbf: 'now' })],
  ['a token id that is a number', 'claims', withClaims({ jti: 7 })],
  ['no issuer', 'issuer', withClaims({ iss: undefined })],
  ['another issuer', 'issuer', withClaims({ iss: 'https://evil.example' })],
  ['several issuers', 'claims', withClaims({ iss: ['https://idp.example'] })],
  ['no audience', 'audience', withClaims({ aud: undefined })],
  ['another audience', 'audience', withClaims({ aud: 'other' })],
  ['an audience among things that are none', 'claims', withClaims({ aud: ['gateway', 7] })],
];

describe('TokenVerifier under attack', () => {
  let verifier: TokenVerifier;

  beforeAll(() => {
    const current = JSON.stringify({ secret: TOKEN_SECRET, kid: 'current' });
    const config = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
    const keys = createTokenKeys(config, new MemorySecretReader().put('tokens', { current }));
    const policy = { ...config, issuer: 'https://idp.example', audience: 'gateway' };
    verifier = new TokenVerifier(keys, policy, () => NOW_EPOCH_S * 1_000);
  });

  it('takes the token that the attacks are made from', async () => {
    expect((await verifier.verify(good)).subject).toBe('alice');
  });

  it.each(ATTACKS)('refuses %s (%s)', async (_, reason, token) => {
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError(reason));
  });

  it('says nothing about the token but one word', async () => {
    const refused: unknown = await verifier.verify(withClaims({ iss: 'sesame' })).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'TOKEN_REFUSED',
      reason: 'issuer',
      message: 'The token was refused: issuer',
    });
    expect(refused).not.toHaveProperty('cause');
  });

  it('is not fooled by a signature over the decoded parts', async () => {
    const decoded = `${JSON.stringify({ alg: 'HS256' })}.${claimsText}`;
    const forged = createHmac('sha256', TOKEN_SECRET).update(decoded).digest('base64url');
    await expect(verifier.verify(`${header}.${claims}.${forged}`)).rejects.toThrow('signature');
  });
});
