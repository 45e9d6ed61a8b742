import { beforeEach, describe, expect, it } from 'vitest';
import { MemorySecretReader } from '../../../../../test/support/memory-secret-reader.js';
import { TokenKeysUnavailableError, type KeyFailure } from '../errors.js';
import { readSecretKeys, readSigningKey } from './read-secret-keys.js';

const LONG = 'x'.repeat(32);
const signal = new AbortController().signal;
let reader: MemorySecretReader;

const source = () => ({ reader, secretId: 'tokens', variable: 'GATEWAY_TOKEN_SECRET_ID' as const });
const unavailable = (reason: KeyFailure) => new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', reason);
const nameOf = ({ keyId }: { keyId?: string }) => keyId;

beforeEach(() => {
  reader = new MemorySecretReader();
});

describe('readSecretKeys', () => {
  it('asks for a secret', async () => {
    await expect(readSecretKeys(source(), 3_600, signal)).rejects.toThrow(unavailable('no-such-secret'));
  });

  it('says that the secret cannot be read, and keeps the cause out of the message', async () => {
    reader.failure = new Error('sesame');
    const failed: unknown = await readSecretKeys(source(), 3_600, signal).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 'TOKEN_KEYS_UNAVAILABLE',
      message: 'The token keys that GATEWAY_TOKEN_SECRET_ID stands for are unavailable: unreadable',
      cause: reader.failure,
    });
  });

  it.each<[KeyFailure, string, string]>([
    ['too-short', 'a bare string of 31 bytes', 'x'.repeat(31)],
    ['too-short', 'nothing', ''],
    ['too-short', 'a secret of 31 bytes', JSON.stringify({ secret: 'x'.repeat(31) })],
    ['malformed', 'an object without a secret', JSON.stringify({ password: LONG })],
    ['malformed', 'a secret that is no string', JSON.stringify({ secret: [LONG] })],
    ['malformed', 'a kid that is no string', JSON.stringify({ secret: LONG, kid: 7 })],
    ['malformed', 'an empty kid', JSON.stringify({ secret: LONG, kid: '' })],
    ['malformed', 'a kid that no token could name', JSON.stringify({ secret: LONG, kid: 'ü' })],
  ])('refuses as %s %s', async (reason, _, current) => {
    reader.put('tokens', { current });
    await expect(readSecretKeys(source(), 3_600, signal)).rejects.toThrow(unavailable(reason));
  });

  it.each([
    ['a bare string', LONG],
    ['bytes, not characters', 'ü'.repeat(16)],
    ['text that only looks like JSON', `{${LONG}`],
    ['a JSON list', JSON.stringify([LONG])],
    ['digits', '1'.repeat(32)],
    ['an object', JSON.stringify({ secret: LONG, owner: 'unknown fields are ignored' })],
  ])('takes %s', async (_, current) => {
    reader.put('tokens', { current });
    const keys = await readSecretKeys(source(), 3_600, signal);
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ algorithm: 'HS256' });
    expect(keys[0]).not.toHaveProperty('keyId');
  });

  it('puts the current version before the previous one', async () => {
    const [current, previous] = ['new', 'old'].map((kid) => JSON.stringify({ secret: LONG, kid }));
    reader.put('tokens', { current: current ?? '', previous: previous ?? '' });
    expect((await readSecretKeys(source(), 3_600, signal)).map(nameOf)).toEqual(['new', 'old']);
  });

  it('passes over a previous version that cannot be used', async () => {
    reader.put('tokens', { current: JSON.stringify({ secret: LONG, kid: 'new' }), previous: 'placeholder' });
    expect((await readSecretKeys(source(), 3_600, signal)).map(nameOf)).toEqual(['new']);
  });

  it('keeps keys that cannot be taken out again', async () => {
    reader.put('tokens', { current: LONG });
    const [key] = await readSecretKeys(source(), 3_600, signal);
    expect(key?.key.extractable).toBe(false);
    expect(JSON.stringify(key)).not.toContain(LONG);
  });
});

describe('readSecretKeys, of a secret that was rotated', () => {
  const ROTATED_AT = Date.UTC(2026, 0, 1);
  const retirements = async () =>
    (await readSecretKeys(source(), 3_600, signal)).map(({ retiresAtEpochMs }) => retiresAtEpochMs);

  beforeEach(() => {
    reader.put('tokens', { current: LONG, previous: `${LONG}!` });
  });

  it('retires the previous version one lifetime of a token and the difference of clocks after the rotation', async () => {
    reader.createdAtEpochMs.set('tokens AWSCURRENT', ROTATED_AT).set('tokens AWSPREVIOUS', ROTATED_AT - 86_400_000);
    expect(await retirements()).toEqual([undefined, ROTATED_AT + 3_630_000]);
  });

  it('counts from the newer of both, where a rotation was taken back', async () => {
    reader.createdAtEpochMs.set('tokens AWSCURRENT', ROTATED_AT - 86_400_000).set('tokens AWSPREVIOUS', ROTATED_AT);
    expect(await retirements()).toEqual([undefined, ROTATED_AT + 3_630_000]);
  });

  it('knows of no end where the store does not say when that was', async () => {
    reader.createdAtEpochMs.set('tokens AWSPREVIOUS', ROTATED_AT);
    expect(await retirements()).toEqual([undefined, undefined]);
  });
});

describe('readSigningKey', () => {
  it('reads the current version only', async () => {
    reader.put('tokens', { current: JSON.stringify({ secret: LONG, kid: 'new' }), previous: LONG });
    expect(await readSigningKey(source(), signal)).toMatchObject({ algorithm: 'HS256', keyId: 'new' });
    expect(reader.reads).toEqual(['tokens AWSCURRENT']);
  });

  it('refuses a short secret', async () => {
    reader.put('tokens', { current: 'short' });
    await expect(readSigningKey(source(), signal)).rejects.toThrow(unavailable('too-short'));
  });
});
