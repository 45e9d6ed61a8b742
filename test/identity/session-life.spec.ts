import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { callsOf } from '../support/traffic.js';
import { beginFederated } from './begin-federated.js';
import { askAs, openedFor } from './opened-for.js';

const MINUTE_MS = 60_000;
const RETRY_AFTER_MS = 5_000;

describe('a session of the role', () => {
  it('is followed by the next one before it ends, and nobody waits for that', async () => {
    const { system, identity, clock } = await beginFederated();
    expect((await askAs(system, 'alice')).status).toBe(200);
    clock.advance(41 * MINUTE_MS);
    expect((await askAs(system, 'alice')).status).toBe(200);
    expect(openedFor(identity, 'internet')).toHaveLength(1);

    // STS takes its time: the answer does not.
    await identity.fail('internetSts', { fault: 'slow', delayMs: 400 });
    clock.advance(11 * MINUTE_MS);
    expect((await askAs(system, 'alice')).status).toBe(200);
    expect(openedFor(identity, 'internet')).toHaveLength(1);
    await expect.poll(() => openedFor(identity, 'internet')).toHaveLength(2);

    clock.advance(10 * MINUTE_MS);
    expect((await askAs(system, 'alice')).status).toBe(200);
    expect(openedFor(identity, 'internet')).toHaveLength(2);
  });

  it('serves through an outage of STS until it ends, then there are no credentials, and then again', async () => {
    const { system, identity, clock } = await beginFederated();
    expect((await askAs(system, 'alice')).status).toBe(200);
    await identity.fail('internetSts', { fault: 'down' });
    clock.advance(59 * MINUTE_MS);
    expect((await askAs(system, 'alice')).status).toBe(200);

    clock.advance(MINUTE_MS);
    system.sandbox.forgetRequests();
    const { error } = await expectProblem(await askAs(system, 'alice'), 503, 'ServiceUnavailableException');
    expect(error).toMatchObject({ message: 'The credentials cannot be read', retryable: true });
    expect(callsOf(system, 'internet')).toEqual([]);

    await identity.fail('internetSts', { fault: 'none' });
    clock.advance(RETRY_AFTER_MS);
    expect((await askAs(system, 'alice')).status).toBe(200);
  });

  it('is opened anew, once, where Bedrock says that it has ended', async () => {
    const { system, identity, clock } = await beginFederated();
    expect((await askAs(system, 'alice')).status).toBe(200);
    clock.advance(MINUTE_MS);
    await system.sandbox.faults.set('internet', { fault: 'expired', times: 1 });
    expect((await askAs(system, 'alice')).status).toBe(200);
    expect(openedFor(identity, 'internet')).toHaveLength(2);
  });

  it('is the principal’s own: one who is refused costs the others nothing', async () => {
    const { system, identity, clock } = await beginFederated();
    for (const sub of ['alice', 'bob']) expect((await askAs(system, sub)).status).toBe(200);
    clock.advance(MINUTE_MS);
    await system.sandbox.faults.set('internet', { fault: 'expired', times: 1 });
    expect((await askAs(system, 'alice')).status).toBe(200);
    expect((await askAs(system, 'bob')).status).toBe(200);
    const subjects = openedFor(identity, 'internet').map(({ tags }) => tags['subject']);
    expect(subjects).toEqual(['alice', 'bob', 'alice']);
  });

  it.each(['AccessDenied', 'ExpiredTokenException', 'IDPRejectedClaim', 'InvalidIdentityToken'] as const)(
    'is none while STS says %s; it is not asked again all the time, and nothing of it gets out',
    async (fault) => {
      const { system, identity, output } = await beginFederated();
      await identity.fail('internetSts', { fault });
      for (let at = 0; at < 20; at += 1) {
        await expectProblem(await askAs(system, 'alice'), 503, 'ServiceUnavailableException');
      }
      // One opening, unless the 5 s until the next were over in between.
      expect(identity.requests('internetSts')).toBeLessThanOrEqual(3);
      expect(output.text()).not.toContain('Said by the fault');
    },
  );

  it('is none while KMS does not sign, and neither route is tried in vain', async () => {
    const { system, identity } = await beginFederated();
    await identity.fail('kms', { fault: 'AccessDeniedException' });
    await expectProblem(await askAs(system, 'alice', ''), 503, 'ServiceUnavailableException');
    expect([identity.requests('internetSts'), identity.requests('vpnSts')]).toEqual([0, 0]);
  });
});
