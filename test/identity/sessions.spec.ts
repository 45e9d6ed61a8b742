import { describe, expect, it } from 'vitest';
import { get } from '../support/post.js';
import { ask, callsOf, wayOf } from '../support/traffic.js';
import { beginFederated } from './begin-federated.js';
import { askAs, openedFor } from './opened-for.js';

describe('a gateway with a role in place of a secret', () => {
  it.each(['internet', 'vpn'] as const)(
    'calls Bedrock by the %s route with a session that says whose it is',
    async (route) => {
      const { system, identity } = await beginFederated();
      const response = await askAs(system, 'alice', `/${route}`, 'dept-a');

      expect(response.status).toBe(200);
      expect(callsOf(system, route).map(({ authentication }) => authentication)).toEqual(['sigv4']);
      expect(openedFor(identity, route)).toEqual([
        {
          // The name and a digest of it, which keeps look-alikes apart.
          sessionName: expect.stringMatching(/^dept-a\.alice-[0-9a-f]{20}$/),
          subject: 'dual-routing-gateway',
          tags: { tenant: 'dept-a', subject: 'alice' },
          accessKeyId: expect.stringMatching(/^ASIA/),
        },
      ]);
    },
  );

  it('never reads the secret that it does without', async () => {
    const { system } = await beginFederated({ env: { GATEWAY_BEDROCK_SECRET_ID: 'no-such-secret' } });
    expect((await ask(system, '')).status).toBe(200);
  });

  it('opens one session per principal and route, however many ask at once', async () => {
    const { system, identity } = await beginFederated();
    const callers = ['alice', 'bob', 'alice', 'bob', 'alice', 'bob'];
    const responses = await Promise.all(callers.flatMap((sub) => [askAs(system, sub), askAs(system, sub, '/vpn')]));

    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    for (const route of ['internet', 'vpn'] as const) {
      const opened = openedFor(identity, route);
      expect(opened).toHaveLength(2);
      expect(new Set(opened.map(({ tags }) => tags['subject']))).toEqual(new Set(['alice', 'bob']));
    }
  });

  it('keeps a subject of one tenant apart from the same one of another, and of none', async () => {
    const { system, identity } = await beginFederated();
    for (const tenant of ['dept-a', 'dept-b', undefined])
      expect((await askAs(system, 'alice', '', tenant)).status).toBe(200);

    const opened = openedFor(identity, 'internet');
    expect(opened.map(({ tags }) => tags)).toEqual([
      { tenant: 'dept-a', subject: 'alice' },
      { tenant: 'dept-b', subject: 'alice' },
      { subject: 'alice' },
    ]);
    expect(new Set(opened.map(({ accessKeyId }) => accessKeyId)).size).toBe(3);
  });

  it('writes subjects so that STS takes them, whatever they hold', async () => {
    const { system, identity } = await beginFederated();
    const subjects = ['Zoë <zoe@agency.example>', 'a=b;c', `x${'y'.repeat(255)}`];
    for (const sub of subjects) expect((await askAs(system, sub)).status).toBe(200);

    expect(openedFor(identity, 'internet').map(({ tags }) => tags['subject'])).toEqual([
      'Zo=C3=AB=20=3Czoe@agency.example=3E',
      'a=3Db=3Bc',
      `x${'y'.repeat(255)}`,
    ]);
  });

  it('does what it asks itself, probes included, in its own name and without anybody’s tags', async () => {
    const { system, identity } = await beginFederated();
    expect((await get(system, '/status')).status).toBe(200);
    for (const route of ['internet', 'vpn'] as const) {
      expect(identity.opened(route)).toMatchObject([{ sessionName: 'dual-routing-gateway', tags: {} }]);
    }
  });
});

describe('the routes of a gateway with a role', () => {
  it('ask their own STS each: nothing of the VPN route’s goes by the internet', async () => {
    const { system, identity } = await beginFederated();
    expect((await askAs(system, 'alice', '/vpn')).status).toBe(200);
    expect((await ask(system, '/vpn', { 'X-Data-Classification': 'cui' })).status).toBe(200);

    expect(identity.requests('internetSts')).toBe(0);
    expect(identity.requests('vpnSts')).toBeGreaterThan(0);
  });

  it('stand in for each other where a session cannot be opened by one', async () => {
    const { system, identity } = await beginFederated();
    await identity.fail('internetSts', { fault: 'down' });
    const response = await askAs(system, 'alice', '');

    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
    expect(callsOf(system, 'internet')).toEqual([]);
  });

  it('never do so for data that may not take the other', async () => {
    const { system, identity } = await beginFederated();
    await identity.fail('vpnSts', { fault: 'down' });
    const response = await ask(system, '', { 'X-Data-Classification': 'cui' });

    expect(response.status).toBe(503);
    expect(identity.requests('internetSts')).toBe(0);
    expect(callsOf(system, 'internet')).toEqual([]);
  });
});
