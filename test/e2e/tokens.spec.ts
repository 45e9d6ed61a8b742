import { createHmac, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployedMode } from '../lambda/deployed/deployed-mode.js';
import { isAnsweredByApiGateway } from '../support/answered-by-api-gateway.js';
import { expectProblem, type ProblemDocument } from '../support/expect-problem.js';
import { encodePart, forgeToken } from '../support/forge-token.js';
import { HELLO } from '../support/models.js';
import { get, request } from '../support/post.js';
import { converse, headOf } from '../support/raw-connection.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = publicKey.export({ format: 'jwk' });
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();

const system = shareSystem({
  env: { GATEWAY_TOKEN_JWKS_SECRET_ID: 'token-key-set' },
  sandbox: { secretsSeed: { 'token-key-set': JSON.stringify({ keys: [{ ...jwk, kid: 'rsa-1', use: 'sig' }] }) } },
});
let secret: string;
let kid: string;
beforeAll(async () => {
  const stored = await system.sandbox.readSecret('bearer-token-secret');
  ({ secret, kid } = JSON.parse(stored ?? '{}') as { secret: string; kid: string });
});
beforeEach(() => system.sandbox.forgetRequests());

/** Claims that grant everything now. */
function claims(extra: object = {}): object {
  const iat = Math.floor(Date.now() / 1_000);
  const grants = {
    permissions: ['bedrock:invoke'],
    routes: ['internet'],
    models: ['*'],
    classifications: ['internal'],
  };
  return { sub: 'tester', iat, exp: iat + 600, jti: randomUUID(), ...grants, ...extra };
}

function forge(header: object, extra: object = {}, key: string | Uint8Array = secret): string {
  return forgeToken({ header, claims: claims(extra), secret: key });
}

function signRs256(header: object): string {
  const signed = `${encodePart(header)}.${encodePart(claims())}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

const good = (): string => forge({ alg: 'HS256', kid });
const partsOf = (token: string): string[] => token.split('.');
const unsigned = (alg: string): string => `${encodePart({ alg, typ: 'JWT' })}.${encodePart(claims())}.`;
const hmacOf = (header: object, key: string | Uint8Array): string => {
  const signed = `${encodePart(header)}.${encodePart(claims())}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
};

const FORGERIES: readonly [what: string, make: () => string][] = [
  ['is no token', () => 'abc'],
  ['is three words', () => 'a.b.c'],
  ['has another letter in its signature', () => good().replace(/.{4}$/, 'AAAA')],
  [
    'has other claims under its signature',
    () =>
      partsOf(good())
        .with(1, encodePart(claims({ sub: 'root' })))
        .join('.'),
  ],
  ['has lost its signature', () => `${partsOf(good()).slice(0, 2).join('.')}.`],
  ['has lost its last part', () => partsOf(good()).slice(0, 2).join('.')],
  [
    'is signed with another secret',
    () => forge({ alg: 'HS256', kid }, {}, 'another-secret-of-thirty-two-bytes-and-more'),
  ],
  ['is signed with nothing', () => forge({ alg: 'HS256', kid }, {}, '')],
  ['names a key that nobody has', () => forge({ alg: 'HS256', kid: 'unknown' })],
  ['names a file for a key', () => forge({ alg: 'HS256', kid: '../../dev/null' }, {}, '')],
  ['has expired', () => forge({ alg: 'HS256', kid }, { iat: 1_700_000_000, exp: 1_700_000_600 })],
  ['never expires', () => forge({ alg: 'HS256', kid }, { exp: undefined })],
  ['lives longer than tokens may', () => forge({ alg: 'HS256', kid }, { exp: Math.floor(Date.now() / 1_000) + 4_000 })],
  ['is of tomorrow', () => forge({ alg: 'HS256', kid }, { iat: Math.floor(Date.now() / 1_000) + 500 })],
  ['names nobody', () => forge({ alg: 'HS256', kid }, { sub: undefined })],
  ['brings its own key', () => forge({ alg: 'HS256', kid, jwk: { kty: 'oct', k: 'AAAA' } })],
  ['asks for none', () => unsigned('none')],
  ['asks for None', () => unsigned('None')],
  ['asks for NONE', () => unsigned('NONE')],
  ['asks for none, and has a signature', () => forge({ alg: 'none', kid })],
  ['asks for HS512', () => forge({ alg: 'HS512', kid })],
  ['asks for nothing', () => forge({ kid })],
  ['has the public key for a secret', () => hmacOf({ alg: 'HS256', kid: 'rsa-1' }, pem)],
  ['has the public key for a secret, without naming it', () => hmacOf({ alg: 'HS256' }, pem)],
  ['has the trimmed public key for a secret', () => hmacOf({ alg: 'HS256' }, pem.trim())],
  ['has the JWK for a secret', () => hmacOf({ alg: 'HS256' }, JSON.stringify(jwk))],
  ['has the modulus for a secret', () => hmacOf({ alg: 'HS256' }, Buffer.from(jwk.n ?? '', 'base64url'))],
  ['says RS256 over an HMAC of the public key', () => hmacOf({ alg: 'RS256', kid: 'rsa-1' }, pem)],
  ['says RS256 over an HMAC of the secret', () => hmacOf({ alg: 'RS256', kid: 'rsa-1' }, secret)],
  ['says ES256 over an RSA signature', () => signRs256({ alg: 'ES256', kid: 'rsa-1' })],
  ['names a key of another kind', () => signRs256({ alg: 'RS256', kid })],
  ['is ten thousand letters long', () => forge({ alg: 'HS256', kid }, { filler: 'x'.repeat(7_000) })],
];

describe('a token that does not hold is a 401, and all of them look the same', () => {
  it.each(FORGERIES)('one that %s', async (_, make) => {
    expect(await challengeOf(`Bearer ${make()}`)).toBe('Bearer error="invalid_token"');
  });

  it.each([
    ['none at all', undefined, 'invalid_request'],
    ['an empty header', '', 'invalid_token'],
    ['no token behind the scheme', 'Bearer', 'invalid_token'],
    ['no scheme', () => good(), 'invalid_token'],
    ['another scheme', () => `Basic ${good()}`, 'invalid_token'],
    ['the scheme of an API key', () => `Token ${good()}`, 'invalid_token'],
    ['two tokens', () => `Bearer ${good()} ${good()}`, 'invalid_token'],
    ['two tokens in a list', () => `Bearer ${good()}, Bearer ${good()}`, 'invalid_token'],
    ['a signature of AWS', 'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/bedrock/aws4_request', 'invalid_token'],
  ])('%s', async (_, authorization, error) => {
    const value = typeof authorization === 'function' ? authorization() : authorization;
    expect(await challengeOf(value)).toBe(challengeFor(error));
  });

  it('two headers, although both tokens are good: another server might look at the other one', async () => {
    const lines = [`Authorization: Bearer ${good()}`, 'Content-Length: 0', 'Connection: close'];
    const answer = await converse(system.url, headOf('/bedrock/invoke', good(), lines));
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(answer).toMatch(/^(?:x-amzn-remapped-)?www-authenticate: Bearer error="invalid_token"\r$/im);
  });

  it('a good one anywhere but in its header: it ends up in logs there', async () => {
    const token = good();
    const places: readonly (readonly [query: string, headers: Readonly<Record<string, string>>])[] = [
      [`?token=${token}`, {}],
      [`?access_token=${token}&Authorization=Bearer%20${token}`, {}],
      ['', { cookie: `token=${token}; access_token=${token}` }],
      ['', { 'x-api-key': token, 'x-authorization': `Bearer ${token}` }],
      ['', { 'proxy-authorization': `Bearer ${token}` }],
    ];
    for (const [query, headers] of places) {
      const response = await request(system, `/status${query}`, { headers });
      await expectProblem(response, 401, 'UnauthorizedException');
      expect(response.headers.get('www-authenticate')).toBe(challengeFor('invalid_request'));
    }
  });
});

describe('a token that holds is let in', () => {
  it.each([
    ['signed with the secret, naming it', () => `Bearer ${good()}`],
    ['signed with the secret, naming none', () => `Bearer ${forge({ alg: 'HS256' })}`],
    ['signed with the private key', () => `Bearer ${signRs256({ alg: 'RS256', kid: 'rsa-1' })}`],
    ['with a scheme in small letters', () => `bearer ${good()}`],
  ])('%s', async (_, authorization) => {
    expect((await send(authorization())).status).toBe(200);
  });
});

/** API Gateway has one challenge for everybody. */
function challengeFor(error: string): string {
  return `Bearer error="${deployedMode() === undefined ? error : 'invalid_token'}"`;
}

function send(authorization: string | undefined): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  return request(system, '/bedrock/invoke', { method: 'POST', headers, body: JSON.stringify(HELLO) });
}

async function unauthorizedSoFar(): Promise<number> {
  const status = (await (await get(system, '/status')).json()) as { problemsByStatus: Record<string, number> };
  return status.problemsByStatus['401'] ?? 0;
}

/** With which challenge a header is refused, once it is certain that it is, in every respect. */
async function challengeOf(authorization: string | undefined): Promise<string | null> {
  const counted = await unauthorizedSoFar();
  // Asking for the status may have made the gateway probe its routes.
  system.sandbox.forgetRequests();
  const recorded = (await system.records()).length;
  const response = await send(authorization);
  expectSameWords(await expectProblem(response, 401, 'UnauthorizedException'));
  expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  expect(await system.records()).toHaveLength(recorded);
  // What API Gateway refuses is counted there.
  expect(await unauthorizedSoFar()).toBe(isAnsweredByApiGateway(response) ? counted : counted + 1);
  return response.headers.get('www-authenticate');
}

function expectSameWords({ error, routingMethod }: ProblemDocument): void {
  expect(error.message).toBe('The request needs a valid bearer token');
  expect(error.details).toEqual({});
  expect(routingMethod).toBe('auto');
}
