import { describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { reportProof, runsOf } from '../support/proof.js';
import type { System } from '../support/system.js';
import { ask, callsOf } from '../support/traffic.js';
import { beginWatched } from './begin-watched.js';
import { COMMERCIAL_SECRET, TOKEN_SECRET } from './watched-secrets.js';

const MINUTE_MS = 60_000;
const REQUESTS = runsOf({ sample: 150, full: 3_000 });
/** Few enough for the audit table of a busy machine. */
const AT_A_TIME = 10;
const TIMEOUT_MS = 300_000;
/** A failed read is not repeated for this long, and the SDK makes two tries of each. */
const RETRY_AFTER_MS = 5_000;
const TRIES = 2;

/** How many answers of each status come when very many ask. */
async function flood(system: System): Promise<ReadonlyMap<number, number>> {
  const statuses = new Map<number, number>();
  for (let asked = 0; asked < REQUESTS; asked += AT_A_TIME) {
    const responses = await Promise.all(Array.from({ length: AT_A_TIME }, () => ask(system, '')));
    for (const response of responses) {
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      await response.arrayBuffer();
    }
  }
  return statuses;
}

describe('while Secrets Manager is away', () => {
  it(
    'the last good credentials serve until they are too old, and nobody asks for others all the time',
    { timeout: TIMEOUT_MS },
    async () => {
      const { system, secrets, clock } = await beginWatched();
      expect((await ask(system, '')).status).toBe(200);
      await system.sandbox.faults.setStore('secrets', { fault: 'down' });

      // Past the age at which they are read again (5 minutes), and short of the age at which they are too old (an hour).
      clock.advance(30 * MINUTE_MS);
      secrets.forget();
      const startedAtMs = performance.now();
      expect(await flood(system)).toEqual(new Map([[200, REQUESTS]]));
      const boundOf = (sinceMs: number): number =>
        TRIES * (1 + Math.ceil((performance.now() - sinceMs) / RETRY_AFTER_MS));
      const readsWhileGood = secrets.readsOf(COMMERCIAL_SECRET);
      expect(readsWhileGood).toBeGreaterThan(0);
      expect(readsWhileGood).toBeLessThanOrEqual(boundOf(startedAtMs));

      clock.advance(30 * MINUTE_MS);
      secrets.forget();
      system.sandbox.forgetRequests();
      const tooOldAtMs = performance.now();
      expect(await flood(system)).toEqual(new Map([[503, REQUESTS]]));
      const readsWhileBad = secrets.readsOf(COMMERCIAL_SECRET);
      expect(readsWhileBad).toBeLessThanOrEqual(boundOf(tooOldAtMs));
      expect(callsOf(system, 'internet')).toEqual([]);
      const { error } = await expectProblem(await ask(system, ''), 503, 'ServiceUnavailableException');
      expect(error).toMatchObject({ message: 'The credentials cannot be read', retryable: true });
      // Keys of tokens have no such age: without them nobody could be told anything.
      expect(secrets.readsOf(TOKEN_SECRET)).toBeLessThanOrEqual(2 * boundOf(tooOldAtMs));

      await system.sandbox.faults.clear();
      clock.advance(RETRY_AFTER_MS);
      expect((await ask(system, '')).status).toBe(200);
      const figures = { requests: 2 * REQUESTS, readsWhileGood, readsWhileBad };
      reportProof({ proof: 'secrets-outage', figures });
    },
  );
});
