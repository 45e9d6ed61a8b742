import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgeToken, GOOD_CLAIMS, NOW_EPOCH_S, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { TokenRefusedError, TokenRevocationsUnavailableError } from './errors.js';
import { createTokenKeys } from './keys/create-token-keys.js';
import { RevocationList, type RevocableToken } from './revocation/revocation-list.js';
import { TokenVerifier } from './token-verifier.js';
import { MOST_REMEMBERED, VerifiedTokens } from './verified-tokens.js';

const OTHER_SECRET = 'an-other-secret-of-some-forty-characters';

/** A list that says what it is told to. */
class ToldList extends RevocationList {
  readonly asked: RevocableToken[] = [];
  says: boolean | Error = false;

  override isRevoked(token: RevocableToken): Promise<boolean> {
    this.asked.push(token);
    return this.says instanceof Error ? Promise.reject(this.says) : Promise.resolve(this.says);
  }

  override close(): void {}
}

let nowEpochMs: number;
let reader: MemorySecretReader;
let list: ToldList;
let verifier: TokenVerifier;

beforeEach(() => {
  nowEpochMs = NOW_EPOCH_S * 1_000;
  reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
  list = new ToldList();
  const config = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
  const now = () => nowEpochMs;
  verifier = new TokenVerifier(createTokenKeys(config, reader, { nowEpochMs: now }), config, now, list);
});
afterEach(() => void vi.restoreAllMocks());

/** How often a signature is checked while a token is verified. */
async function stepsFor(token: string): Promise<number> {
  const verify = vi.spyOn(crypto.subtle, 'verify').mockClear();
  await verifier.verify(token);
  return verify.mock.calls.length;
}

describe('TokenVerifier, asked again', () => {
  it('checks the signature of a token once, and knows its caller without it', async () => {
    const token = forgeToken();
    expect([await stepsFor(token), await stepsFor(token)]).toEqual([1, 0]);
    expect(await verifier.verify(token)).toBe(await verifier.verify(token));
  });

  it('remembers nothing that was refused', async () => {
    const token = forgeToken({ claims: { ...GOOD_CLAIMS, nbf: NOW_EPOCH_S + 60 } });
    await expect(verifier.verify(token)).rejects.toThrow('not-yet-valid');
    nowEpochMs += 30_000;
    expect((await verifier.verify(token)).subject).toBe('alice');
  });

  it('takes a token for another as soon as one character differs', async () => {
    const token = forgeToken();
    await verifier.verify(token);
    await expect(verifier.verify(`${token.slice(0, -2)}AA`)).rejects.toThrow('signature');
    await expect(verifier.verify(`${token}${'A'.repeat(8_192)}`)).rejects.toThrow('too-large');
  });

  it('remembers nothing past the end of a token, and takes it for as long as clocks may differ', async () => {
    const token = forgeToken();
    await verifier.verify(token);
    nowEpochMs = GOOD_CLAIMS.exp * 1_000 - 1;
    expect(await stepsFor(token)).toBe(0);
    nowEpochMs += 1;
    expect(await stepsFor(token)).toBe(1);
    nowEpochMs += 29_999;
    expect(await stepsFor(token)).toBe(1);
    nowEpochMs += 1;
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('expired'));
  });

  it('looks again when the clock was set back: the token may not have begun yet', async () => {
    const token = forgeToken();
    await verifier.verify(token);
    nowEpochMs -= 60_000;
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('not-yet-valid'));
  });

  it('forgets the tokens of a key that has gone, and not those of the key that stays', async () => {
    reader.put('tokens', { current: TOKEN_SECRET, previous: OTHER_SECRET });
    const [staying, going] = [forgeToken(), forgeToken({ secret: OTHER_SECRET })];
    expect([await stepsFor(staying), await stepsFor(going)]).toEqual([1, 2]);
    nowEpochMs += 299_000;
    expect([await stepsFor(staying), await stepsFor(going)]).toEqual([0, 0]);
    reader.put('tokens', { current: TOKEN_SECRET });
    nowEpochMs += 1_000;
    expect(await stepsFor(staying)).toBe(0);
    await expect(verifier.verify(going)).rejects.toThrow(new TokenRefusedError('signature'));
  });

  it('forgets the tokens of a key that retires, without reading anything', async () => {
    reader.put('tokens', { current: TOKEN_SECRET, previous: OTHER_SECRET });
    reader.createdAtEpochMs.set('tokens AWSCURRENT', nowEpochMs - 3_600_000);
    const token = forgeToken({ secret: OTHER_SECRET });
    await verifier.verify(token);
    nowEpochMs += 29_999;
    expect(await stepsFor(token)).toBe(0);
    nowEpochMs += 1;
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('signature'));
  });
});

describe('TokenVerifier, with a list of revoked tokens', () => {
  it('asks for each verification, of a token that holds and no other', async () => {
    const token = forgeToken({ claims: { ...GOOD_CLAIMS, jti: 'id-1' } });
    await expect(verifier.verify(forgeToken({ secret: OTHER_SECRET }))).rejects.toThrow('signature');
    await verifier.verify(token);
    await verifier.verify(token);
    const asked = { subject: 'alice', tokenId: 'id-1', issuedAtEpochS: NOW_EPOCH_S };
    expect(list.asked).toMatchObject([asked, asked]);
  });

  it('refuses a token that was revoked after it was verified', async () => {
    const token = forgeToken();
    await verifier.verify(token);
    list.says = true;
    await expect(verifier.verify(token)).rejects.toThrow(new TokenRefusedError('revoked'));
  });

  it('lets nobody pass where nothing can be found out', async () => {
    const token = forgeToken();
    await verifier.verify(token);
    list.says = new TokenRevocationsUnavailableError();
    await expect(verifier.verify(token)).rejects.toThrow(list.says);
  });
});

describe('VerifiedTokens', () => {
  it('keeps a bounded number, and no token in the clear', async () => {
    const tokens = new VerifiedTokens();
    const [key] = (await createTokenKeys({ secretId: 'tokens', maxLifetimeSeconds: 60 }, reader).find('HS256')) ?? [];
    const caller = await verifier.verify(forgeToken());
    if (key === undefined) throw new Error('There is a key');
    const claims = { subject: 'alice', issuedAtEpochS: 0, expiresAtEpochS: Number.MAX_SAFE_INTEGER };
    for (let count = 0; count <= MOST_REMEMBERED; count += 1) {
      tokens.keep(`token-${count}`, { claims, caller, key, verifiedAtEpochMs: 0 });
    }
    expect(tokens.size).toBe(MOST_REMEMBERED);
    expect([tokens.find('token-0', 1), tokens.find('token-1', 1)?.key]).toEqual([undefined, key]);
  });
});
