import { describe, expect, it, vi } from 'vitest';
import { MemorySecretVersions } from '../../../../../test/support/memory-secret-versions.js';
import { rotateOnce } from '../command/rotate-once.js';
import type { OpenRotation } from '../open-rotation.js';
import { RotatedSecret } from '../steps/rotated-secret.js';
import { LEASE_MS, RotationLease } from '../steps/rotation-lease.js';
import { makeTokenSecret } from './make-token-secret.js';
import { TokenSecretRotation } from './token-secret.rotation.js';
import { tryTokenSecret } from './try-token-secret.js';

const OLD = '{"secret":"an-old-secret-of-forty-characters-or-more","kid":"old"}';
const TOKEN = '11111111-2222-3333-4444-555555555555';
const TOKENS = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
const OVERLAP_MS = 3_630_000;
const signal = new AbortController().signal;

/** A token secret, and rotations of it; `fail` throws from within the call that it names. */
class World {
  readonly versions = MemorySecretVersions.holding(OLD);
  nowEpochMs = Date.now();
  tryText = (text: string): Promise<void> => tryTokenSecret(text, TOKENS);

  open(takesOver = false): OpenRotation {
    const nowEpochMs = (): number => this.nowEpochMs;
    this.versions.nowEpochMs = nowEpochMs;
    const secret = new RotatedSecret(this.versions, 'tokens');
    const lease = new RotationLease(secret, { nowEpochMs, leaseMs: takesOver ? 0 : LEASE_MS });
    const terms = { tryText: (text: string) => this.tryText(text), overlapMs: OVERLAP_MS, nowEpochMs };
    const rotation = new TokenSecretRotation(secret, lease, terms);
    return { rotation, secret, lease, [Symbol.dispose]: () => undefined };
  }

  get labels(): string[] {
    return [...this.versions.labels.keys()].filter((label) => /AWS|LEASE$/.test(label)).toSorted();
  }
}

describe('a rotation of the token secret', () => {
  it('is refused in its later steps where the first was not taken', async () => {
    const { rotation } = new World().open();
    const refused = { code: 'ROTATION_REFUSED', reason: 'not-pending' };
    await expect(rotation.test(TOKEN, signal)).rejects.toMatchObject(refused);
    await expect(rotation.finish(TOKEN, signal)).rejects.toMatchObject(refused);
  });

  it('is refused where there is no secret, and while another is under way', async () => {
    const world = new World();
    await world.open().rotation.create(TOKEN, signal);
    await expect(rotateOnce(world.open())).rejects.toMatchObject({ reason: 'under-way' });
    await expect(world.open().rotation.plan(signal)).rejects.toMatchObject({ reason: 'under-way' });
    world.versions.labels.clear();
    await expect(rotateOnce(world.open())).rejects.toMatchObject({ reason: 'no-current' });
  });

  it('is refused where it would end tokens that may still be alive', async () => {
    const world = new World();
    await rotateOnce(world.open());
    const current = world.versions.textAt('AWSCURRENT');
    world.nowEpochMs += OVERLAP_MS - 60_000;
    await expect(rotateOnce(world.open())).rejects.toMatchObject({ reason: 'too-soon' });
    await expect(world.open().rotation.plan(signal)).rejects.toMatchObject({ reason: 'too-soon' });
    expect(world.versions.textAt('AWSCURRENT')).toBe(current);
    world.nowEpochMs += 120_000;
    await rotateOnce(world.open());
    expect(world.versions.textAt('AWSPREVIOUS')).toBe(current);
  });

  it('makes a value of 64 bytes with a key id of its own, and keeps the one before as the previous', async () => {
    const world = new World();
    await rotateOnce(world.open());
    const { secret, kid } = JSON.parse(world.versions.textAt('AWSCURRENT') ?? '') as Record<string, string>;
    expect(Buffer.from(secret ?? '', 'base64url')).toHaveLength(64);
    expect(kid).toMatch(/^[\w-]{12}$/);
    expect(world.versions.textAt('AWSPREVIOUS')).toBe(OLD);
    expect(world.labels).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('leaves everything as it was where the new value verifies nothing', async () => {
    const world = new World();
    world.tryText = () => Promise.reject(new Error('no'));
    await expect(rotateOnce(world.open())).rejects.toMatchObject({ step: 'test', outcome: 'rolled-back' });
    expect(world.versions.textAt('AWSCURRENT')).toBe(OLD);
    expect(world.labels).toEqual(['AWSCURRENT']);
  });

  it('does not promote a value that has waited for long: tokens are counted from when it was made', async () => {
    const world = new World();
    await world.open().rotation.create(TOKEN, signal);
    world.nowEpochMs += 6 * 60_000;
    await expect(rotateOnce(world.open(true))).rejects.toMatchObject({ outcome: 'rolled-back' });
    expect(world.versions.textAt('AWSCURRENT')).toBe(OLD);
    await rotateOnce(world.open());
    expect(world.versions.textAt('AWSPREVIOUS')).toBe(OLD);
  });

  it('changes nothing by a step that is asked for twice', async () => {
    const world = new World();
    const { rotation } = world.open();
    await rotation.create(TOKEN, signal);
    const made = world.versions.textAt('AWSPENDING');
    for (const step of ['create', 'test', 'test', 'finish', 'finish', 'create', 'test'] as const) {
      await rotation[step](TOKEN, signal);
    }
    expect(world.versions.textAt('AWSCURRENT')).toBe(made);
    expect(world.labels).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it.each(['before', 'after'] as const)('that fails %s any call can be taken up', async (when) => {
    for (let at = 1; at <= 25; at += 1) {
      const world = new World();
      const { versions } = world;
      let calls = 0;
      const meddled =
        <Args extends unknown[]>(call: (...args: Args) => Promise<void>) =>
        async (...args: Args): Promise<void> => {
          calls += 1;
          if (calls >= at && when === 'before') throw new Error('dead');
          await call(...args);
          if (calls >= at) throw new Error('dead');
        };
      const [putNow, moveNow] = [versions.put.bind(versions), versions.move.bind(versions)];
      const put = vi.spyOn(versions, 'put').mockImplementation(meddled(putNow));
      const move = vi.spyOn(versions, 'move').mockImplementation(meddled(moveNow));
      await rotateOnce(world.open()).catch(() => undefined);
      put.mockRestore();
      move.mockRestore();
      world.nowEpochMs += OVERLAP_MS;
      const again = (): Promise<string> => rotateOnce(world.open(true));
      await again().catch(again);
      expect(world.labels, `call ${at}`).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      expect(world.versions.textAt('AWSCURRENT')).not.toBe(OLD);
    }
  });
});

describe('a new token secret', () => {
  it('is never the same', () => {
    expect(new Set(Array.from({ length: 50 }, makeTokenSecret)).size).toBe(50);
  });

  it.each(['', 'too short', '{"secret":"x"}', '{"kid":"k"}'])('that is none fails: %j', async (text) => {
    await expect(tryTokenSecret(text, TOKENS)).rejects.toMatchObject({ code: 'TOKEN_KEYS_UNAVAILABLE' });
  });

  it('signs what it verifies, under any issuer and audience', async () => {
    const named = { ...TOKENS, issuer: 'https://issuer.example', audience: 'gateway', maxLifetimeSeconds: 30 };
    await expect(tryTokenSecret(makeTokenSecret(), named)).resolves.toBeUndefined();
  });
});
