import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../principal.js';
import { nameSession } from './session-name.js';

const SEED = 20_261_123;
/** Source: STS API reference, `RoleSessionName`. */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

describe('the name of a session', () => {
  // Digests by: printf '["dept-a","alice"]' | sha256sum
  it.each<readonly [Principal | undefined, string]>([
    [undefined, 'dual-routing-gateway'],
    [{ subject: 'alice' }, 'alice-584c24cc09b1e4e72c06'],
    [{ subject: 'alice', tenant: 'dept-a' }, 'dept-a.alice-35335d09ec4ecc252d35'],
    [{ subject: 'dept-a.alice' }, 'dept-a.alice-a7a886dac71b7ed4ad50'],
    [{ subject: 'Zoë <zoe@x>' }, 'Zo---zoe@x--bc3221b22f51d248bbcc'],
    [{ subject: 'b'.repeat(200) }, `${'b'.repeat(43)}-ac923849802e224c6351`],
  ])('of %j is %s', (principal, name) => {
    expect(nameSession(principal)).toBe(name);
  });

  it('is one that STS takes, and another for each principal', () => {
    const principal = fc.record(
      { subject: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), tenant: fc.string({ maxLength: 100 }) },
      { requiredKeys: ['subject'] },
    );
    fc.assert(
      fc.property(principal, principal, (one, other) => {
        const isSame = one.subject === other.subject && one.tenant === other.tenant;
        expect(nameSession(one)).toMatch(SESSION_NAME);
        expect(nameSession(one) === nameSession(other)).toBe(isSame);
        // Nobody is taken for the gateway itself.
        expect(nameSession(one)).not.toBe('dual-routing-gateway');
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
