import { describe, expect, it } from 'vitest';
import { keyOf, RotationWorld, type Meddler } from '../../testing/rotation-world.js';
import { rotateOnce } from '../command/rotate-once.js';
import { RotationFailedError } from '../errors.js';

const FIRST = keyOf('one');

/** Fails the nth call before or after it has happened; from then on all calls, or that one alone. */
function failing(at: number, when: 'before' | 'after', isDead: boolean): Meddler & { calls: number } {
  let count = 0;
  const fail = (moment: 'before' | 'after') => () => {
    if (moment === 'before') count += 1;
    const isHit = count === at && moment === when;
    const isOver = isDead && (count > at || (count === at && moment === when));
    if (isHit || isOver) throw new Error(`call ${at}`);
  };
  return {
    before: fail('before'),
    after: fail('after'),
    get calls() {
      return count;
    },
  };
}

/** What must hold at every moment: whoever reads the secret now finds a key that Bedrock takes. */
function watched(world: RotationWorld, meddler: Meddler, broken: string[]): Meddler {
  const check = (call: string): void => {
    if (!world.credentials.takes(world.currentKey)) broken.push(call);
  };
  return {
    before: (call) => (check(call), meddler.before?.(call)),
    after: (call) => (check(call), meddler.after?.(call)),
  };
}

/** Nothing is left over: one key, the one that is in use, and no label of a rotation. */
function expectAtRest(world: RotationWorld): void {
  expect([...world.credentials.keys.values()].map(({ alias = '' }) => keyOf(alias))).toEqual([world.currentKey]);
  expect(world.credentials.takes(world.currentKey)).toBe(true);
  expect([...world.versions.labels.keys()].filter((label) => /PENDING|LEASE$/.test(label))).toEqual([]);
}

/** How many calls a rotation makes from one end to the other. */
async function countCalls(): Promise<number> {
  const counter = failing(Infinity, 'before', false);
  await rotateOnce(new RotationWorld().process(counter));
  return counter.calls;
}

describe('a rotation of the Bedrock API key that is cut off', () => {
  it.each(['before', 'after'] as const)('%s any of its calls can be taken up, and ends with one key', async (when) => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThan(20);
    for (let at = 1; at <= calls; at += 1) {
      const world = new RotationWorld();
      const broken: string[] = [];
      const meddler = watched(world, failing(at, when, true), broken);
      await expect(rotateOnce(world.process(meddler)), `call ${at}`).rejects.toBeInstanceOf(Error);
      // One that was cut off while it put things back may have to put them back first.
      const again = () => rotateOnce(world.process(watched(world, {}, broken), { takesOver: true }));
      await again().catch(again);
      expectAtRest(world);
      expect(world.currentKey, `call ${at}`).not.toBe(FIRST);
      expect(broken, `call ${at}`).toEqual([]);
    }
  });

  it.each(['before', 'after'] as const)(
    'by one failure %s any call is back where it was, or can be taken up',
    async (when) => {
      const calls = await countCalls();
      const outcomes: string[] = [];
      for (let at = 1; at <= calls; at += 1) {
        const world = new RotationWorld();
        const broken: string[] = [];
        const meddler = watched(world, failing(at, when, false), broken);
        const failure: unknown = await rotateOnce(world.process(meddler)).catch((error: unknown) => error);
        const isBack = failure instanceof RotationFailedError && failure.outcome === 'rolled-back';
        outcomes.push(isBack ? 'back' : failure instanceof Error ? 'stopped' : 'done');
        // Back is back: no other rotation has to tidy up behind it.
        if (!isBack) await rotateOnce(world.process({}, { takesOver: true }));
        expectAtRest(world);
        expect(world.currentKey === FIRST, `call ${at}`).toBe(isBack);
        expect(broken, `call ${at}`).toEqual([]);
      }
      expect(new Set(outcomes)).toEqual(new Set(['back', 'stopped', 'done']));
    },
  );

  it('while it puts things back can be taken up, too', async () => {
    for (let at = 1; at <= 60; at += 1) {
      const world = new RotationWorld();
      world.areRoutesDown = true;
      await rotateOnce(world.process(failing(at, 'after', true))).catch(() => undefined);
      world.areRoutesDown = false;
      const again = () => rotateOnce(world.process({}, { takesOver: true }));
      await again().catch(again);
      expectAtRest(world);
    }
  });

  it('and cut off again by whoever takes it up half an hour later ends with one key, too', async () => {
    const longerThanALeaseMs = 31 * 60_000;
    // Each of the first dies when IAM has made a key, and before anybody has seen it.
    const dying: Meddler = {
      after: (call) => {
        if (call === 'create') throw new Error('the answer is lost');
      },
      before: (call) => {
        if (call === 'list' && world.credentials.keys.size > 1) throw new Error('and so is the process');
      },
    };
    let world = new RotationWorld();
    for (let at = 1; at <= 40; at += 1) {
      world = new RotationWorld();
      await rotateOnce(world.process(dying)).catch(() => undefined);
      expect(world.credentials.keys.size).toBe(2);
      world.nowEpochMs += longerThanALeaseMs;
      await rotateOnce(world.process(failing(at, 'after', true))).catch(() => undefined);
      world.nowEpochMs += longerThanALeaseMs;
      await rotateOnce(world.process()).catch(() => rotateOnce(world.process()));
      expectAtRest(world);
    }
  });
});
