import { describe, expect, it } from 'vitest';
import { keyOf, RotationWorld } from '../../testing/rotation-world.js';
import { rotateOnce } from '../command/rotate-once.js';
import { RotationRefusedError, type RotationRefusal } from '../errors.js';

const TOKEN = '11111111-2222-3333-4444-555555555555';
const FIRST_ID = 'ACCA00000000000000001';
const signal = new AbortController().signal;

const putCurrent = (world: RotationWorld, text: string): void => {
  world.versions.texts.set('first', { text, createdAtEpochMs: 0 });
};

/** Ways to a refusal, each with what was there before. */
const REFUSALS: readonly (readonly [what: string, reason: RotationRefusal, prepare: (world: RotationWorld) => void])[] =
  [
    ['the secret has no value', 'no-current', (world) => world.versions.labels.delete('AWSCURRENT')],
    [
      'the secret holds access keys',
      'no-api-key',
      (world) => putCurrent(world, '{"access_key_id":"AKIA1","secret_access_key":"x"}'),
    ],
    [
      'its key is none of the user',
      'current-unknown',
      (world) => putCurrent(world, '{"bedrock_api_key":"ABSKb3RoZXI6eA=="}'),
    ],
    [
      'its key is of another form, and nothing says which it is',
      'current-unknown',
      (world) => putCurrent(world, '{"bedrock_api_key":"bedrock-api-key-x"}'),
    ],
    [
      'the id beside it is that of a key which is gone',
      'current-unknown',
      (world) =>
        putCurrent(
          world,
          JSON.stringify({ bedrock_api_key: keyOf('one'), service_specific_credential_id: 'ACCA99999999999999999' }),
        ),
    ],
    ['a person has made a second key', 'no-room', (world) => world.credentials.add('ACCABYHAND00000000001', 'by-hand')],
  ];

describe('a rotation of the Bedrock API key', () => {
  it.each(REFUSALS)('is refused where %s: %s', async (_what, reason, prepare) => {
    const world = new RotationWorld();
    prepare(world);
    const before = [...world.credentials.keys.keys()];
    const { rotation } = world.process();
    await expect(rotation.plan(signal)).rejects.toMatchObject({ code: 'ROTATION_REFUSED', reason });
    await expect(rotation.create(TOKEN, signal)).rejects.toMatchObject({ code: 'ROTATION_REFUSED', reason });
    expect([...world.credentials.keys.keys()]).toEqual(before);
    expect(world.versions.texts.size).toBe(1);
  });

  it('is refused in its later steps where the first was not taken', async () => {
    const { rotation } = new RotationWorld().process();
    const refused = { code: 'ROTATION_REFUSED', reason: 'not-pending' };
    await expect(rotation.test(TOKEN, signal)).rejects.toMatchObject(refused);
    await expect(rotation.finish(TOKEN, signal)).rejects.toMatchObject(refused);
  });

  it('is refused while another is under way, and leaves that alone', async () => {
    const world = new RotationWorld();
    await world.process().rotation.create(TOKEN, signal);
    const keys = [...world.credentials.keys.keys()];
    const second = world.process();
    await expect(rotateOnce(second)).rejects.toThrow(RotationRefusedError);
    await expect(second.rotation.plan(signal)).rejects.toMatchObject({ reason: 'under-way' });
    await expect(second.rotation.create(TOKEN.replace('1', '9'), signal)).rejects.toMatchObject({
      reason: 'under-way',
    });
    expect([...world.credentials.keys.keys()]).toEqual(keys);
    await world.process().rotation.test(TOKEN, signal);
    await world.process().rotation.finish(TOKEN, signal);
    expect(world.currentKey).toBe(keyOf('made-1'));
  });

  it('lets one through of two that begin at the same moment', async () => {
    for (let run = 0; run < 20; run += 1) {
      const world = new RotationWorld();
      const ended = await Promise.allSettled([rotateOnce(world.process()), rotateOnce(world.process())]);
      const refused = ended.filter(({ status }) => status === 'rejected');
      expect(refused).toMatchObject([{ reason: { code: 'ROTATION_REFUSED' } }]);
      expect([...world.credentials.keys.values()].map(({ alias = '' }) => keyOf(alias))).toEqual([world.currentKey]);
    }
  });

  it('says beforehand what it would do, and does nothing of it', async () => {
    const world = new RotationWorld();
    expect(await world.process().rotation.plan(signal)).toEqual([
      'make a second Bedrock API key for bedrock-gateway and stage it as AWSPENDING',
      'try it on: internet, vpn',
      'make it AWSCURRENT',
      `switch key ${FIRST_ID} off, try the new one once more, and delete key ${FIRST_ID}`,
    ]);
    expect(world.versions.texts.size).toBe(1);
    expect(world.credentials.keys.size).toBe(1);
  });

  it('puts the new key in the place of the first, with its id, and keeps the region', async () => {
    const world = new RotationWorld();
    const versionId = await rotateOnce(world.process());
    expect(world.versions.labels.get('AWSCURRENT')).toBe(versionId);
    expect(JSON.parse(world.versions.textAt('AWSCURRENT') ?? '')).toEqual({
      bedrock_api_key: keyOf('made-1'),
      region: 'us-east-1',
      service_specific_credential_id: 'ACCAMADE0000000000001',
    });
    expect([...world.credentials.keys.keys()]).toEqual(['ACCAMADE0000000000001']);
    expect(world.keyAt('AWSPREVIOUS')).toBe(keyOf('one'));
  });

  it('can be done again and again: the id beside the key says which one goes', async () => {
    const world = new RotationWorld();
    for (let round = 1; round <= 3; round += 1) await rotateOnce(world.process());
    expect([...world.credentials.keys.keys()]).toEqual(['ACCAMADE0000000000003']);
    expect(world.currentKey).toBe(keyOf('made-3'));
  });

  it('leaves everything as it was where a route does not take the new key', async () => {
    const world = new RotationWorld();
    world.areRoutesDown = true;
    await expect(rotateOnce(world.process())).rejects.toMatchObject({ step: 'test', outcome: 'rolled-back' });
    expect(world.currentKey).toBe(keyOf('one'));
    expect([...world.credentials.keys.values()]).toMatchObject([{ id: FIRST_ID, isActive: true }]);
    expect([...world.versions.labels.keys()].filter((label) => /PENDING|LEASE$/.test(label))).toEqual([]);
  });

  it('is taken back where a route fails after the new key has become the current one', async () => {
    const world = new RotationWorld();
    const { rotation } = world.process({
      after: (call) => {
        if (call === 'setActive') world.areRoutesDown = true;
      },
    });
    await rotation.create(TOKEN, signal);
    await rotation.test(TOKEN, signal);
    await expect(rotation.finish(TOKEN, signal)).rejects.toMatchObject({ step: 'finish', outcome: 'rolled-back' });
    expect(world.currentKey).toBe(keyOf('one'));
    expect([...world.credentials.keys.values()]).toMatchObject([{ id: FIRST_ID, isActive: true }]);
  });

  it('keeps the new key where the first one is gone: there is nothing to go back to', async () => {
    const world = new RotationWorld();
    const { rotation } = world.process();
    await rotation.create(TOKEN, signal);
    world.credentials.keys.delete(FIRST_ID);
    world.areRoutesDown = true;
    await expect(rotation.test(TOKEN, signal)).rejects.toMatchObject({ step: 'test', outcome: 'unfinished' });
    expect([...world.credentials.keys.keys()]).toEqual(['ACCAMADE0000000000001']);
    world.areRoutesDown = false;
    await rotation.test(TOKEN, signal);
    await rotation.finish(TOKEN, signal);
    expect(world.currentKey).toBe(keyOf('made-1'));
  });

  it('changes nothing by a step that is asked for twice', async () => {
    const world = new RotationWorld();
    const { rotation } = world.process();
    for (const step of ['create', 'test', 'finish'] as const) {
      await rotation[step](TOKEN, signal);
      await rotation[step](TOKEN, signal);
    }
    await rotation.create(TOKEN, signal);
    await rotation.test(TOKEN, signal);
    expect([...world.credentials.keys.keys()]).toEqual(['ACCAMADE0000000000001']);
    expect(world.currentKey).toBe(keyOf('made-1'));
  });

  it('deletes a key that a rotation has left behind, and says so beforehand', async () => {
    const world = new RotationWorld();
    await rotateOnce(world.process());
    // The one before could not be deleted.
    world.credentials.add(FIRST_ID, 'one', 0);
    putCurrent(world, JSON.stringify({ bedrock_api_key: keyOf('one'), service_specific_credential_id: FIRST_ID }));
    expect((await world.process().rotation.plan(signal))[0]).toBe(
      `delete key ${FIRST_ID} of bedrock-gateway, which an earlier rotation has left behind`,
    );
    await rotateOnce(world.process());
    expect([...world.credentials.keys.keys()]).toEqual(['ACCAMADE0000000000002']);
  });

  it('leaves a key alone that a person has made long after a rotation has died', async () => {
    const world = new RotationWorld();
    await world
      .process({
        before: (call) => {
          if (call === 'create') throw new Error('dead');
        },
      })
      .rotation.create(TOKEN, signal)
      .catch(() => undefined);
    world.versions.labels.set('ROTATION_LEASE', [...world.versions.texts.keys()].at(-1) ?? '');
    world.nowEpochMs += 86_400_000;
    world.credentials.add('ACCABYHAND00000000001', 'by-hand');
    await expect(rotateOnce(world.process())).rejects.toMatchObject({ reason: 'no-room' });
    expect(world.credentials.keys.has('ACCABYHAND00000000001')).toBe(true);
  });
});
