import { describe, expect, it } from 'vitest';
import { moveStage, withVersion } from './secret-state.js';
import type { Secret } from './secret-state.js';

const empty: Secret = { name: 's', arn: 'arn', createdAtEpochMs: 0, versions: [] };
const add = (secret: Secret, id: string): Secret => withVersion(secret, { id, createdAtEpochMs: 0 });
const current = (secret: Secret, id: string): Secret => moveStage(add(secret, id), 'AWSCURRENT', id);
const stages = (secret: Secret): Record<string, readonly string[]> =>
  Object.fromEntries(secret.versions.map((version) => [version.id, version.stages]));

describe('The versions of a secret', () => {
  it('pass AWSPREVIOUS on when AWSCURRENT moves, and only then', () => {
    const two = current(current(empty, 'a'), 'b');
    expect(stages(two)).toStrictEqual({ a: ['AWSPREVIOUS'], b: ['AWSCURRENT'] });
    expect(stages(moveStage(two, 'other', 'a'))).toStrictEqual({ a: ['AWSPREVIOUS', 'other'], b: ['AWSCURRENT'] });
    // Back again: the two change places.
    expect(stages(moveStage(two, 'AWSCURRENT', 'a'))).toStrictEqual({ a: ['AWSCURRENT'], b: ['AWSPREVIOUS'] });
  });

  it('are unchanged when a stage moves to where it is', () => {
    const one = current(empty, 'a');
    expect(moveStage(one, 'AWSCURRENT', 'a')).toBe(one);
  });

  it('are forgotten beyond a hundred, but for those that carry a stage', () => {
    let secret = moveStage(current(empty, 'kept'), 'precious', 'kept');
    for (let index = 0; index < 150; index += 1) secret = current(secret, `v${index}`);
    expect(secret.versions.length).toBeLessThanOrEqual(101);
    expect(stages(secret)).toMatchObject({ kept: ['precious'], v148: ['AWSPREVIOUS'], v149: ['AWSCURRENT'] });
  });
});
