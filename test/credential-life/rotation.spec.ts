import { describe, expect, it } from 'vitest';
import { reportProof, runsOf } from '../support/proof.js';
import type { System } from '../support/system.js';
import { ask, failBoth, wayOf } from '../support/traffic.js';
import { beginWatched } from './begin-watched.js';
import { Load } from './load.js';
import { COMMERCIAL_SECRET, TOKEN_SECRET } from './watched-secrets.js';

/** Rotations of each secret, and how many requests have ended before the next one. */
const ROTATIONS = runsOf({ sample: 3, full: 100 });
const ANSWERS_BETWEEN = 40;
/** Of those who ask at once: few enough for the audit table of a busy machine. */
const AT_A_TIME = 10;
const TIMEOUT_MS = 300_000;
/** The gateway asks for keys of tokens out of turn once a second, as for those of Bedrock; after a failure in ten. */
const LONGER_THAN_ANY_INTERVAL_MS = 10_001;

describe('secrets that are rotated under load', () => {
  it('cost no request, streams included, and one read of the secret each', { timeout: TIMEOUT_MS }, async () => {
    const { system, secrets, clock } = await beginWatched();
    const load = new Load(system);
    for (let rotation = 0; rotation < 2 * ROTATIONS; rotation += 1) {
      const goal = load.answers + ANSWERS_BETWEEN;
      await expect.poll(() => load.answers, { interval: 5, timeout: 60_000 }).toBeGreaterThan(goal);
      clock.advance(LONGER_THAN_ANY_INTERVAL_MS);
      await system.sandbox.rotateSecret(rotation % 2 === 0 ? COMMERCIAL_SECRET : TOKEN_SECRET);
    }
    await load.stop();
    expect(load.failures).toEqual([]);
    const commercialReads = secrets.readsOf(COMMERCIAL_SECRET);
    // One at the start, one for each rotation, and one where a caller was refused right before the clock was moved.
    expect(commercialReads).toBeGreaterThan(ROTATIONS);
    expect(commercialReads).toBeLessThanOrEqual(2 * ROTATIONS + 1 + Math.ceil((2 * ROTATIONS * 10) / 300));
    const figures = { rotations: 2 * ROTATIONS, requests: load.answers, failed: 0, commercialReads };
    reportProof({ proof: 'rotation-under-load', figures });
  });

  it('are read once for all whom they refuse at the same time', async () => {
    const { system, secrets, clock } = await beginWatched();
    expect((await ask(system, '')).status).toBe(200);
    clock.advance(LONGER_THAN_ANY_INTERVAL_MS);
    await system.sandbox.rotateSecret(COMMERCIAL_SECRET);
    secrets.forget();
    const responses = await Promise.all(Array.from({ length: 32 }, () => ask(system, '')));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(secrets.readsOf(COMMERCIAL_SECRET)).toBe(1);
  });

  it('cost nothing either when that is a moment after they were read', async () => {
    const { system } = await beginWatched();
    expect((await ask(system, '')).status).toBe(200);
    await system.sandbox.rotateSecret(COMMERCIAL_SECRET);
    const way = { status: 200, attempts: 'internet:denied,internet:ok', method: 'internet' };
    expect(wayOf(await ask(system, ''))).toEqual(way);
  });
});

describe('credentials that Bedrock calls expired', () => {
  it('are read anew once, and the call is made once more', async () => {
    const { system, secrets, clock } = await beginWatched();
    expect((await ask(system, '')).status).toBe(200);
    clock.advance(LONGER_THAN_ANY_INTERVAL_MS);
    await failBoth(system, { fault: 'expired', times: 1 });
    await system.sandbox.rotateSecret(COMMERCIAL_SECRET);
    secrets.forget();
    const way = { status: 200, attempts: 'internet:denied,internet:ok', method: 'internet' };
    expect(wayOf(await ask(system, ''))).toEqual(way);
    expect(secrets.readsOf(COMMERCIAL_SECRET)).toBe(1);
  });

  it('are not read again and again while the secret holds the same ones', { timeout: TIMEOUT_MS }, async () => {
    const { system, secrets } = await beginWatched();
    await failBoth(system, { fault: 'expired' });
    const startedAtMs = performance.now();
    const requests = runsOf({ sample: 30, full: 300 });
    const statuses = await askInTurn(system, requests);
    const seconds = (performance.now() - startedAtMs) / 1_000;
    expect(statuses).toEqual(new Map([[502, requests]]));
    // One a second, the one at the start, and one that may be under way.
    expect(secrets.readsOf(COMMERCIAL_SECRET)).toBeLessThanOrEqual(Math.ceil(seconds) + 2);
  });

  async function askInTurn(system: System, requests: number): Promise<Map<number, number>> {
    const statuses = new Map<number, number>();
    for (let left = requests; left > 0; left -= AT_A_TIME) {
      const responses = await Promise.all(Array.from({ length: AT_A_TIME }, () => ask(system, '')));
      for (const { status } of responses) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    return statuses;
  }
});
