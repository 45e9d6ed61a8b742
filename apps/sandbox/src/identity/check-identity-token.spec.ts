import { beforeAll, describe, expect, it } from 'vitest';
import { checkIdentityToken } from './check-identity-token.js';
import type { CommercialTrust } from './commercial-trust.js';
import { govCloudIssuer } from './govcloud-sts.js';
import { SigningKey } from './signing-key.js';

const NOW_S = 1_800_000_000;
const CLAIMS = { iss: 'https://id.example', aud: 'aws', sub: 'gate', iat: NOW_S, exp: NOW_S + 300 };

let key: SigningKey;
let trust: CommercialTrust;
beforeAll(async () => {
  key = await SigningKey.make('key-1');
  trust = {
    roleArn: 'arn:aws:iam::123456789012:role/gateway',
    issuer: 'https://id.example',
    audience: 'aws',
    subject: 'gate',
    keys: new Map([['key-1', key.publicKey]]),
    takesTokensOfSts: false,
  };
});

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function tokenOf(claims: object, header: object = { alg: 'RS256', kid: 'key-1' }): string {
  const unsigned = `${encode(header)}.${encode({ ...CLAIMS, ...claims })}`;
  return `${unsigned}.${key.signText(unsigned).toString('base64url')}`;
}

const check = (token: string, nowS = NOW_S): unknown => checkIdentityToken(token, trust, nowS * 1_000);
const refused = (code: string): unknown => expect.objectContaining({ code });

describe('STS of the sandbox', () => {
  it('takes a token of its issuer', () => {
    expect(check(tokenOf({}))).toEqual(CLAIMS);
  });

  it.each([
    ['another issuer', () => tokenOf({ iss: 'https://other.example' })],
    ['tokens of STS, as AWS does not', () => tokenOf({ iss: govCloudIssuer })],
    ['no algorithm', () => tokenOf({}, { alg: 'none', kid: 'key-1' })],
    ['a key that nobody knows', () => tokenOf({}, { alg: 'RS256', kid: 'key-2' })],
    ['no key', () => tokenOf({}, { alg: 'RS256' })],
    ['another audience', () => tokenOf({ aud: 'other' })],
    ['a list of audiences', () => tokenOf({ aud: ['aws'] })],
    ['no end', () => tokenOf({ exp: undefined })],
    ['an end that is text', () => tokenOf({ exp: String(NOW_S + 300) })],
    ['a beginning to come', () => tokenOf({ nbf: NOW_S + 61 })],
    ['claims that were changed', () => tokenOf({}).replace(/\.[^.]+\./, `.${encode({ ...CLAIMS, sub: 'x' })}.`)],
    ['a fourth part', () => `${tokenOf({})}.x`],
    ['no token at all', () => 'sesame'],
    ['nothing', () => ''],
  ])('takes no token with %s', (_, make) => {
    expect(() => check(make())).toThrow(refused('InvalidIdentityToken'));
  });

  it('knows a token that is over', () => {
    expect(() => check(tokenOf({}), NOW_S + 300)).toThrow(refused('ExpiredTokenException'));
  });

  it('lets nobody have the role whom it does not name', () => {
    expect(() => check(tokenOf({ sub: 'other' }))).toThrow(refused('AccessDenied'));
  });
});
