import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PeerCalls } from '../../apps/gateway/src/peer/peer-calls.js';
import { serveSibling } from '../../apps/gateway/src/testing/sibling.js';
import { startLambda } from '../support/loopback-lambda.js';
import { reportProof, runsOf } from '../support/proof.js';
import { ask, PROBED_MODEL } from '../support/traffic.js';
import { beginWatched, type WatchedSystem } from './begin-watched.js';
import { Load } from './load.js';
import { ADMIN_SECRET, rotate, seedAdministrator } from './rotate.js';
import { COMMERCIAL_SECRET } from './watched-secrets.js';

const ROTATIONS = runsOf({ sample: 2, full: 50 });
const ANSWERS_BETWEEN = 40;
const TIMEOUT_MS = 300_000;
async function begin(propagationMs = 0): Promise<WatchedSystem> {
  const begun = await beginWatched({ iam: { propagationMs } });
  await seedAdministrator(begun.system.sandbox);
  return begun;
}

const keyIn = async ({ system: { sandbox } }: WatchedSystem): Promise<string> =>
  (JSON.parse((await sandbox.readSecret(COMMERCIAL_SECRET)) ?? '{}') as Record<string, string>)['bedrock_api_key'] ??
  '';

describe('the command that rotates the Bedrock API key', () => {
  it('costs no request on either route, streams included', { timeout: TIMEOUT_MS }, async () => {
    const begun = await begin();
    const { system, clock } = begun;
    const keys = new Set([await keyIn(begun)]);
    const load = new Load(system, ['/internet', '/vpn']);
    for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
      const goal = load.answers + ANSWERS_BETWEEN;
      await expect.poll(() => load.answers, { interval: 5, timeout: 60_000 }).toBeGreaterThan(goal);
      expect(await rotate(system.sandbox, ['bedrock-key'])).toMatchObject({ exitCode: 0, error: '' });
      keys.add(await keyIn(begun));
      // A gateway reads a secret once a second at most, and nobody replaces a key more often than that.
      clock.advance(1_000);
    }
    const goal = load.answers + ANSWERS_BETWEEN;
    await expect.poll(() => load.answers, { interval: 5, timeout: 60_000 }).toBeGreaterThan(goal);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(keys.size).toBe(ROTATIONS + 1);
    expect(system.sandbox.iam?.credentials().map(({ apiKey }) => apiKey)).toEqual([await keyIn(begun)]);
    const figures = { rotations: ROTATIONS, requests: load.answers, failed: 0 };
    reportProof({ proof: 'key-rotation-under-load', figures });
  });

  it('tries the new key on both routes before it is used, and says what it has done', async () => {
    const begun = await begin();
    const { sandbox } = begun.system;
    sandbox.forgetRequests();
    const { exitCode, out } = await rotate(sandbox, ['bedrock-key', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({
      secretId: COMMERCIAL_SECRET,
      dryRun: false,
      versionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    for (const route of ['internet', 'vpn'] as const) {
      const tries = sandbox.exchanges(route).filter(({ modelId }) => modelId === PROBED_MODEL);
      expect(tries.length).toBeGreaterThanOrEqual(3);
    }
    expect((await ask(begun.system, '')).status).toBe(200);
  });

  it.each(['internet', 'vpn'] as const)('changes nothing where the %s route does not take it', async (route) => {
    const begun = await begin();
    const { sandbox } = begun.system;
    const before = await keyIn(begun);
    // Bedrock would answer 403 for a key it does not know: such an answer proves a route, and no key.
    await sandbox.faults.set(route, { fault: 'denied' });
    const run = await rotate(sandbox, ['bedrock-key']);
    expect(run).toMatchObject({ exitCode: 1 });
    expect(run.error).toContain('rolled-back');
    await sandbox.faults.clear();
    expect(await keyIn(begun)).toBe(before);
    expect(sandbox.iam?.credentials()).toMatchObject([{ apiKey: before, isActive: true }]);
    expect((await ask(begun.system, '')).status).toBe(200);
  });

  it('waits until a new key is known everywhere', async () => {
    const begun = await begin(5_000);
    const { sandbox } = begun.system;
    const before = await keyIn(begun);
    const pauses: number[] = [];
    const pause = (delayMs: number): void => {
      pauses.push(delayMs);
      begun.clock.advance(delayMs);
    };
    expect(await rotate(sandbox, ['bedrock-key'], { pause })).toMatchObject({ exitCode: 0 });
    expect(pauses.length).toBeGreaterThanOrEqual(2);
    expect(await keyIn(begun)).not.toBe(before);
  });

  it('says in a dry run what it would do, and does none of it', async () => {
    const begun = await begin();
    const { sandbox } = begun.system;
    const [key] = sandbox.iam?.credentials() ?? [];
    begun.secrets.forget();
    expect(await rotate(sandbox, ['bedrock-key', '--dry-run'])).toEqual({
      exitCode: 0,
      out: [
        'would make a second Bedrock API key for bedrock-gateway and stage it as AWSPENDING',
        'would try it on: internet, vpn',
        'would make it AWSCURRENT',
        `would switch key ${key?.id} off, try the new one once more, and delete key ${key?.id}`,
        '',
      ].join('\n'),
      error: '',
    });
    expect(sandbox.iam?.credentials()).toEqual([key]);
    expect(await keyIn(begun)).toBe(key?.apiKey);
  });

  it('is refused where IAM does not hear the administrator, and where a person has made a second key', async () => {
    const begun = await begin();
    const { sandbox } = begun.system;
    await sandbox.putSecret(ADMIN_SECRET, '{"access_key_id":"AKIASTRANGER","secret_access_key":"x"}');
    expect(await rotate(sandbox, ['bedrock-key'])).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('denied'),
    });
    await seedAdministrator(sandbox);
    sandbox.iam?.createByHand();
    expect(await rotate(sandbox, ['bedrock-key'])).toMatchObject({ exitCode: 4 });
    expect(sandbox.iam?.credentials()).toHaveLength(2);
  });

  it('never shows a key', async () => {
    const begun = await begin();
    const { sandbox } = begun.system;
    const runs = [await rotate(sandbox, ['bedrock-key', '--json'])];
    await sandbox.faults.set('vpn', { fault: 'error' });
    runs.push(await rotate(sandbox, ['bedrock-key']));
    const written = JSON.stringify(runs);
    expect(written).not.toContain('ABSK');
    expect(written).not.toContain(sandbox.iam?.accessKey.secretAccessKey ?? 'none');
  });

  it('has the sibling function try the key on a route that only it reaches, and gives it no key', async () => {
    const begun = await begin();
    const { sandbox, app } = begun.system;
    const lambda = await startLambda(serveSibling(app.get(PeerCalls, { strict: false }), 'stream'));
    onTestFinished(async () => {
      await lambda[Symbol.asyncDispose]();
      vi.unstubAllEnvs();
    });
    const before = await keyIn(begun);
    const env = { GATEWAY_ATTACHMENT: 'internet', GATEWAY_PEER_FUNCTION: 'the-sibling' };
    expect(await rotate(sandbox, ['bedrock-key'], { env })).toMatchObject({ exitCode: 0, error: '' });
    expect(lambda.invocations.length).toBeGreaterThanOrEqual(3);
    for (const { event, path } of lambda.invocations) {
      expect(path).toContain('/the-sibling/');
      expect(JSON.parse(event)).toEqual({
        peerTrial: { version: 1, route: 'vpn', pendingVersionId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      });
    }
    const after = await keyIn(begun);
    expect(after).not.toBe(before);
    await sandbox.faults.set('vpn', { fault: 'denied' });
    expect(await rotate(sandbox, ['bedrock-key'], { env })).toMatchObject({ exitCode: 1 });
    expect(await keyIn(begun)).toBe(after);
  });
});
