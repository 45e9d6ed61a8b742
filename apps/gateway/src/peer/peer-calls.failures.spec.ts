import { BedrockCallError, CredentialsUnavailableError, NoEndpointError, type FailureKind } from '@app/bedrock';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { startPair } from '../testing/peer-pair.js';
import { ScriptedBedrock } from '../testing/scripted-bedrock.js';
import type { Mode } from '../testing/sibling.js';

let warned: MockInstance<Logger['warn']>;
beforeEach(() => {
  warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A Bedrock that always fails alike. */
function failing(error: Error): ScriptedBedrock {
  return new ScriptedBedrock(
    () => {
      throw error;
    },
    () => {
      throw error;
    },
  );
}

/** All that Bedrock can say; longer to wait than there is time, so that nothing is sent twice. */
const SAID = {
  status: 429,
  type: 'ThrottlingException',
  message: 'said by Bedrock: "é"',
  retryAfterSeconds: 120.5,
  upstreamRequestId: 'u-1',
  credentialsRefused: false,
  answer: { headers: { 'content-type': 'application/json' }, body: Buffer.from([0x7b, 0xff, 0x00, 0x7d]) },
};

describe.each<Mode>(['stream', 'one piece'])('a call that the sibling could not make, answered as %s', (mode) => {
  it.each<FailureKind>(['throttled', 'model-not-ready', 'internal', 'denied', 'bad-request'])(
    'fails with all that Bedrock said: %s',
    async (kind) => {
      const bedrock = failing(new BedrockCallError(kind, 'some-reason', { upstream: SAID }));
      await using pair = await startPair(bedrock, { mode });
      await expect(pair.send()).rejects.toMatchObject({ kind, reason: 'some-reason', upstream: SAID });
      expect(pair.trace.attempts).toMatchObject([{ route: 'vpn', transport: 'peer', outcome: kind }]);
      expect(pair.lambda.invocations).toHaveLength(1);
    },
  );

  it.each<FailureKind>(['not-bedrock', 'timeout', 'stream-broken', 'client-gone'])(
    'fails for the same reason where Bedrock said nothing: %s',
    async (kind) => {
      await using pair = await startPair(failing(new BedrockCallError(kind, 'some-reason')), { mode });
      await expect(pair.send()).rejects.toMatchObject({ kind, reason: 'some-reason', facts: {} });
      expect(pair.trace.attempts).toMatchObject([{ route: 'vpn', transport: 'peer', outcome: kind }]);
    },
  );

  it('has been tried again by the sibling alone, where that is worth it, and tells each attempt', async () => {
    await using pair = await startPair(failing(new BedrockCallError('unreachable', 'dns')), { mode });
    await expect(pair.send()).rejects.toMatchObject({ kind: 'unreachable', reason: 'dns' });
    expect(pair.trace.toString()).toBe('vpn:unreachable,vpn:unreachable,vpn:unreachable');
    expect(pair.lambda.invocations).toHaveLength(1);
  });

  it('is not tried again by the sibling where another route is still to come', async () => {
    const bedrock = failing(new BedrockCallError('unreachable', 'dns'));
    await using pair = await startPair(bedrock, { mode });
    await expect(pair.send({ hasNextRoute: true })).rejects.toMatchObject({ kind: 'unreachable' });
    expect(bedrock.calls).toHaveLength(1);
  });

  it('passes the route over where the sibling’s breaker is open', async () => {
    const bedrock = failing(new BedrockCallError('not-bedrock', 'no-request-id'));
    await using pair = await startPair(bedrock, { mode });
    for (let call = 0; call < 4; call += 1) await expect(pair.send()).rejects.toMatchObject({ kind: 'not-bedrock' });
    await expect(pair.send({ dataClass: 'internal' })).rejects.toMatchObject({ kind: 'not-bedrock' });
    await expect(pair.send()).rejects.toMatchObject({ code: 'BREAKER_OPEN', route: 'vpn' });
    expect(bedrock.calls).toHaveLength(5);
  });

  it.each([
    [new NoEndpointError('control'), { code: 'NO_ENDPOINT', plane: 'control' }],
    [new CredentialsUnavailableError('a secret name'), { code: 'CREDENTIALS_UNAVAILABLE', missingOn: 'every-route' }],
  ])('fails in the same way: %s', async (error, expected) => {
    await using pair = await startPair(failing(error), { mode });
    const failed: unknown = await pair.send().catch((e: unknown) => e);
    expect(failed).toMatchObject(expected);
    expect(String(failed)).not.toContain('a secret name');
    expect(pair.trace.attempts).toEqual([]);
  });

  it('says which call has failed and by which words, and nothing that somebody wrote', async () => {
    const cause = new Error('with a prompt in it');
    const bedrock = failing(new BedrockCallError('denied', 'refused', { upstream: SAID, cause }));
    await using pair = await startPair(bedrock, { mode });
    await expect(pair.send()).rejects.toMatchObject({ kind: 'denied' });
    const word = { code: 'BEDROCK_CALL_FAILED', kind: 'denied', reason: 'refused' };
    expect(warned.mock.calls).toEqual([[{ event: 'peer-call-failed', requestId: 'r-1', ...word }]]);
  });

  it('is a sibling that was not reached, where that has a defect: nothing is told of it', async () => {
    await using pair = await startPair(failing(new TypeError('with a prompt in it')), { mode });
    await expect(pair.send()).rejects.toMatchObject({ kind: 'unreachable', reason: 'peer-failed' });
    expect(JSON.stringify(warned.mock.calls)).toContain('"error":"unexpected"');
    expect(JSON.stringify(warned.mock.calls)).not.toContain('prompt');
  });

  it('shows in a probe, too', async () => {
    await using pair = await startPair(failing(new BedrockCallError('unreachable', 'dns')), { mode });
    await expect(pair.prove()).rejects.toMatchObject({ kind: 'unreachable', reason: 'dns' });
  });
});
