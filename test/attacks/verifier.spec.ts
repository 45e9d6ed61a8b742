import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TokenRefusedError, type RefusalReason } from '../../apps/gateway/src/auth/errors.js';
import { createTokenKeys } from '../../apps/gateway/src/auth/keys/create-token-keys.js';
import { TokenVerifier } from '../../apps/gateway/src/auth/token-verifier.js';
import { NOW_EPOCH_S } from '../support/forge-token.js';
import { isFullProof, reportProof } from '../support/proof.js';
import { MemorySecretReader } from '../support/memory-secret-reader.js';
import { AUDIENCE, createAttackKit, partsOf, ISSUER, KEY_SET_ISSUER, SECRET_KEY_ID } from './attack-kit.js';
import { listAttacks } from './list-attacks.js';

const kit = createAttackKit(NOW_EPOCH_S, 'http://127.0.0.1:9');
const attacks = listAttacks(kit);

/** How many signatures a refusal costs: none before the header holds, one where it is the claims, else one per key. */
const CRYPTO_STEPS: Readonly<Record<RefusalReason, readonly number[]>> = {
  missing: [0],
  malformed: [0, 1],
  'too-large': [0],
  algorithm: [0],
  header: [0],
  signature: [1],
  claims: [1],
  issuer: [1],
  audience: [1],
  expired: [1],
  'not-yet-valid': [1],
  'too-long-lived': [1],
  revoked: [1],
};

/** Of each kind. */
const GUESSES = 10_000;

let verifier: TokenVerifier;

beforeAll(async () => {
  const reader = new MemorySecretReader()
    .put('tokens', { current: JSON.stringify({ secret: kit.secret, kid: SECRET_KEY_ID }) })
    .put('keys', { current: kit.keySet });
  const jwks = { kind: 'secret', secretId: 'keys' } as const;
  const config = { secretId: 'tokens', maxLifetimeSeconds: 3_600, audience: AUDIENCE, jwks };
  const policy = { ...config, issuer: ISSUER, keySetIssuer: KEY_SET_ISSUER };
  const nowEpochMs = () => NOW_EPOCH_S * 1_000;
  const keys = createTokenKeys(config, reader, { nowEpochMs, pause: () => Promise.resolve() });
  verifier = new TokenVerifier(keys, policy, nowEpochMs);
  await keys.find('RS256');
});
afterEach(() => void vi.restoreAllMocks());

describe('TokenVerifier under attack', () => {
  it('takes the tokens that the attacks are made from', async () => {
    const good = [
      kit.forge(),
      kit.signWith(kit.rsa.privateKey, { alg: 'RS256', kid: 'r1' }),
      kit.signWith(kit.ec.privateKey, { alg: 'ES256', kid: 'e1' }),
    ];
    for (const token of good) expect((await verifier.verify(token)).subject).toBe('alice');
  });

  it('is under hundreds of them, no two the same', () => {
    expect(attacks.length).toBeGreaterThan(450);
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
  });

  it.each(attacks)('refuses $name: $reason', async ({ token, reason }) => {
    const verify = vi.spyOn(crypto.subtle, 'verify');
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError(reason));
    expect(CRYPTO_STEPS[reason]).toContain(verify.mock.calls.length);
  });

  it('says nothing about a token but one word', async () => {
    const token = kit.forge({ claims: { ...kit.claims, iss: 'sesame' } });
    const refused: unknown = await verifier.verify(token).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'TOKEN_REFUSED', message: 'The token was refused: issuer' });
    expect(refused).not.toHaveProperty('cause');
  });

  // By the clock, so not in `npm test`: how near a guess comes must not show in how long the refusal takes.
  it.runIf(isFullProof())('takes as long for a guess that is wrong at its first byte as at its last', async () => {
    const [header, claims, signature] = partsOf(kit);
    const guesses = [0, 31].map((at) => {
      const own = Buffer.from(signature, 'base64url');
      own.writeUInt8(own.readUInt8(at) ^ 0x80, at);
      return `${header}.${claims}.${own.toString('base64url')}`;
    });
    const times: number[][] = [[], []];
    for (let turn = 0; turn < 2 * GUESSES; turn += 1) {
      const startedAtMs = performance.now();
      await expect(verifier.verify(guesses[turn % 2] ?? '')).rejects.toThrow('signature');
      times[turn % 2]?.push(performance.now() - startedAtMs);
    }
    const [first = 0, last = 0] = times.map((list) => list.toSorted((a, b) => a - b)[GUESSES / 2] ?? 0);
    expect(first / last).toBeGreaterThan(0.9);
    expect(first / last).toBeLessThan(1.1);
    reportProof({
      proof: 'token-timing',
      figures: { guesses: 2 * GUESSES, firstToLast: Number((first / last).toFixed(3)) },
    });
  });
});
