import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { reportProof } from '../support/proof.js';
import { readToTheEnd } from '../support/read-stream-chunks.js';
import { callsOf, wayOf } from '../support/traffic.js';
import { COMMERCIAL_NETWORK, ENDPOINT_ADDRESS, GOVCLOUD_NETWORK, LETTERS, type Letter } from './plan.js';
import { findMissing, isRequired } from './prerequisites.js';
import { shareLab } from './share-lab.js';

/** What a route that was cut may take until it serves again, without a restart. Source: the contract of the product. */
const HEALED_WITHIN_MS = 15_000;
/** AWS asks every 10 s whether a peer is there and gives it up 30 s later; the rest is the route's breaker. */
const MOVED_ON_WITHIN_MS = 60_000;
/** TCP begins to ask after 15 s of silence, and has its answer, or none, within 10. */
const BROKEN_WITHIN_MS = 30_000;

const IPSEC = '(udp port 500 or udp port 4500 or esp)';
/** In UDP: longer than a keep-alive, and without the four zeros with which IKE begins. Source: RFC 3948. */
const ESP = '(esp or (udp port 4500 and udp[4:2] > 12 and udp[8:4] != 0))';
const INNER = `(net ${GOVCLOUD_NETWORK} or net ${COMMERCIAL_NETWORK})`;

const missing = findMissing();
if (missing !== undefined) process.stdout.write(`The tunnel lab is left out: ${missing}\n`);

it.runIf(isRequired())('runs where it has to', () => expect(missing).toBeUndefined());

describe.skipIf(missing !== undefined)('a real tunnel', { timeout: 120_000 }, () => {
  const shared = shareLab();
  const figures: Record<string, number> = {};
  const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  describe('that is not agreed on', () => {
    it('is refused to weaker ciphers for IKE, whoever begins', async () => {
      const { aws, appliances } = shared.lab;
      await aws.load({
        options: {
          ...aws.optionsOf('a'),
          Phase1EncryptionAlgorithms: [{ Value: 'AES128' }],
          Phase1IntegrityAlgorithms: [{ Value: 'SHA1' }],
          Phase1DHGroupNumbers: [{ Value: 2 }],
        },
      });
      for (const letter of LETTERS) expect(await appliances[letter].runTimer()).toMatchObject({ exitCode: 0 });
      expect((await aws.initiate('a')).output).toContain('received NO_PROPOSAL_CHOSEN notify error');
      await expect.poll(() => appliances.b.charon.readLog()).toContain('received NO_PROPOSAL_CHOSEN notify error');
      expect(await shared.callers.countTunnels()).toEqual([0, 0, 0]);
    });

    it('is refused to weaker ciphers for ESP', async () => {
      const { aws } = shared.lab;
      const options = {
        ...aws.optionsOf('a'),
        Phase2EncryptionAlgorithms: [{ Value: 'AES128' }],
        Phase2IntegrityAlgorithms: [{ Value: 'SHA1' }],
      } as const;
      await aws.load({ options });
      expect((await aws.initiate('a')).output).toContain('received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built');
      expect(await shared.callers.countTunnels()).toEqual([0, 0, 0]);
      await aws.charon.swanctl('--terminate', '--ike', 'a');
    });

    it('is refused to another key, whoever begins', async () => {
      const { aws, appliances } = shared.lab;
      await aws.load({ preSharedKey: 'AnotherKeyOfTheLab' });
      expect((await aws.initiate('a')).output).toContain('received AUTHENTICATION_FAILED notify error');
      expect(await appliances.b.runTimer()).toMatchObject({ exitCode: 0 });
      await expect.poll(() => appliances.b.charon.readLog()).toContain('received AUTHENTICATION_FAILED notify error');
      expect(await shared.callers.countTunnels()).toEqual([0, 0, 0]);
    });

    it('leaves cui without a way: it gets 503, and goes no other', async () => {
      const answers = await Promise.all([shared.callers.ask('cui'), shared.callers.ask('cui')]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
      expect(await shared.callers.readVpnStatus()).toMatchObject({ state: 'down', breaker: 'open' });
      expect(shared.lab.sandbox.connections('vpn')).toBe(0);
      expect(await shared.lab.countInternetPackets()).toBe(0);
    });
  });

  describe('as both templates configure it', () => {
    beforeAll(async () => {
      const { aws, appliances } = shared.lab;
      await aws.load();
      await Promise.all(LETTERS.map((letter) => appliances[letter].runTimer()));
    });

    it('comes up by itself, and the route with it', async () => {
      figures['openedWithinMs'] = await shared.callers.waitUntilServed(HEALED_WITHIN_MS);
      await expect.poll(() => shared.callers.countTunnels()).toEqual([2, 1, 1]);
    });

    it('carries a cui request and its answer byte for byte, over TLS', async () => {
      const padding = randomBytes(1_000_000).toString('hex'); // far more than fits into a packet
      const answer = await shared.callers.ask('cui', { padding });
      expect(wayOf(answer)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
      const call = callsOf(shared.lab, 'vpn').at(-1);
      expect(call?.requestSha256).toBe(sha256(shared.callers.bodyOf('cui', padding)));
      expect(sha256(await answer.bytes())).toBe(call?.responseSha256);
    });

    it('is the first way of data that may take either', async () => {
      const way = { status: 200, attempts: 'vpn:ok', method: 'vpn' };
      expect(wayOf(await shared.callers.ask('internal'))).toEqual(way);
      expect(await shared.lab.countInternetPackets()).toBe(0);
    });
  });

  describe('that is cut in the middle of two streams', () => {
    const path = '/bedrock/invoke-stream';
    let streams: Promise<{ bytes: Buffer; isWhole: boolean; afterMs: number }>[];
    beforeAll(async () => {
      await shared.lab.sandbox.faults.set('vpn', { fault: 'stall', after: 2, times: 2 });
      const begun = ['text/event-stream', 'application/vnd.amazon.eventstream'].map((accept) =>
        shared.callers.ask('cui', { path, accept }),
      );
      const answers = await Promise.all(begun);
      await shared.lab.cut();
      const cutAt = performance.now();
      streams = answers.map(async (answer) => {
        const read = await readToTheEnd(answer);
        return { ...read, afterMs: Math.round(performance.now() - cutAt) };
      });
    }, 60_000);

    it('leaves no cui request hanging on an old connection for longer than it may take', async () => {
      expect((await shared.callers.ask('cui', { timeoutMs: 2_000 })).status).toBe(504);
    });

    it('opens the breaker: cui gets 503, and goes no other way', async () => {
      const answers = await Promise.all([shared.callers.ask('cui'), shared.callers.ask('cui')]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
      expect(await shared.callers.readVpnStatus()).toMatchObject({
        state: 'down',
        breaker: 'open',
        failure: 'unreachable (connect-timeout)',
      });
      expect(await shared.lab.countInternetPackets()).toBe(0);
    });

    it('has auto answer by internet what may go there', async () => {
      const way = { status: 200, attempts: expect.stringMatching(/internet:ok$/), method: 'internet' };
      expect(wayOf(await shared.callers.ask('internal'))).toEqual(way);
      expect(await shared.lab.countInternetPackets()).toBeGreaterThan(0);
    });

    it('breaks the streams off, and neither is taken for a whole one', async () => {
      const [events, frames] = await Promise.all(streams);
      expect(events?.bytes.toString()).toMatch(/\n\nevent: error\ndata: \{.*\}\n\n$/);
      expect(events?.bytes.toString()).not.toContain('event: end');
      expect(frames?.isWhole).toBe(false);
      figures['brokenWithinMs'] = Math.max(events?.afterMs ?? Infinity, frames?.afterMs ?? Infinity);
      expect(figures['brokenWithinMs']).toBeLessThan(BROKEN_WITHIN_MS);
    });

    it('is given up by both sides', async () => {
      await expect.poll(() => shared.callers.countTunnels(), { timeout: 60_000 }).toEqual([0, 0, 0]);
    });
  });

  describe('that is whole again', () => {
    it('serves within 15 s, without a restart of anything', async () => {
      await shared.lab.sandbox.faults.clear();
      await shared.lab.heal();
      figures['healedWithinMs'] = await shared.callers.waitUntilServed(HEALED_WITHIN_MS);
      expect(await shared.callers.readVpnStatus()).toMatchObject({ state: 'up', breaker: 'closed' });
    });
  });

  describe('whose appliance dies', () => {
    beforeAll(async () => {
      await vi.waitUntil(() => shared.callers.isSettled(), { timeout: 60_000, interval: 500 });
    }, 70_000);

    it('is replaced by the other appliance’s', async () => {
      const { appliances } = shared.lab;
      const active = await findActive();
      const other = active === 'a' ? 'b' : 'a';
      const before = await appliances[other].countTunnelPackets();
      await appliances[active].die();
      figures['movedOnWithinMs'] = await shared.callers.waitUntilServed(MOVED_ON_WITHIN_MS);
      expect(await appliances[other].countTunnelPackets()).toBeGreaterThan(before);
    });

    /** The appliance whose tunnel carries a request that is sent now. */
    async function findActive(): Promise<Letter> {
      const count = (): Promise<number[]> =>
        Promise.all(LETTERS.map((letter) => shared.lab.appliances[letter].countTunnelPackets()));
      const before = await count();
      expect((await shared.callers.ask('cui')).status).toBe(200);
      const after = await count();
      const [active, ...others] = LETTERS.filter((_, index) => after[index] !== before[index]);
      if (active === undefined || others.length > 0) throw new Error('Not one appliance has carried the request');
      return active;
    }
  });

  describe('to those who watch the links', () => {
    beforeAll(async () => {
      await Promise.all(Object.values(shared.lab.captures).map((capture) => capture.stop()));
    });

    it('is nothing but IKE and ESP', async () => {
      const { outer, inside } = shared.lab.captures;
      figures['espPackets'] = await outer.count(ESP);
      figures['foreignPackets'] = await outer.count(`(ip or ip6) and not ${IPSEC}`);
      expect(figures['espPackets']).toBeGreaterThan(1_000);
      expect(figures['foreignPackets']).toBe(0);
      // The filter finds what it looks for where that is: before it goes into a tunnel.
      expect(await inside.count(`(ip or ip6) and not ${IPSEC}`)).toBeGreaterThan(1_000);
    });

    it('shows no address from behind it, and no prompt', async () => {
      const { outer, internet, vpc, inside } = shared.lab.captures;
      for (const capture of [outer, internet]) expect(await capture.count(INNER)).toBe(0);
      // In the commercial VPC an appliance speaks for GovCloud, under its own address.
      expect(await vpc.count(`net ${GOVCLOUD_NETWORK}`)).toBe(0);
      expect(await inside.count(`src net ${GOVCLOUD_NETWORK} and dst host ${ENDPOINT_ADDRESS}`)).toBeGreaterThan(0);
      for (const capture of [outer, internet, inside])
        for (const canary of Object.values(shared.callers.canaries)) expect(await capture.contains(canary)).toBe(false);
    });

    it('has kept every cui request from the internet', () => {
      const bodies = (route: 'internet' | 'vpn'): string =>
        callsOf(shared.lab, route)
          .map(({ responseBody }) => responseBody?.toString() ?? '')
          .join('\n');
      const { cui, internal } = shared.callers.canaries;
      expect(bodies('vpn')).toContain(cui);
      expect(bodies('internet')).toContain(internal);
      expect(bodies('internet')).not.toContain(cui);
      reportProof({ proof: 'tunnel', figures });
    });
  });
});
