import { readPeerEvent, startDeadline, type PeerEvent } from '@app/routing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox.js';
import { MemorySecretVersions } from '../../../../test/support/memory-secret-versions.js';
import { PendingTrial } from '../rotation/trial/pending-trial.js';
import { createReply } from '../testing/create-reply.js';
import { createPolicies, ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { createPeerCalls } from '../testing/sibling.js';

const ID = '11111111-2222-3333-4444-555555555555';
const CONNECTION = {
  region: 'us-east-1',
  privateAddressesOnly: false,
  connectTimeoutMs: 1_000,
  maxConnections: 1,
  firstByteTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
};

async function start(): Promise<Sandbox> {
  const sandbox = await startSandbox({ bedrockApiKey: 'ABSKgood' });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** What a sibling answers to a trial, without the body behind it. */
async function answerTo(event: object, sandbox: Sandbox, versions: MemorySecretVersions): Promise<unknown> {
  const pending = new PendingTrial({ vpn: { ...CONNECTION, runtimeEndpoint: sandbox.urls.vpn } }, 'creds', versions);
  const policies = await createPolicies(new ScriptedBedrock(() => createReply(['{}'])), ['vpn']);
  const peers = createPeerCalls(policies, 0, undefined, pending);
  using deadline = startDeadline(10_000, new AbortController().signal);
  const { head } = await peers.answer(readPeerEvent(event) as PeerEvent, deadline);
  return (JSON.parse(head.toString().split('\0')[0] ?? '') as Record<string, unknown>)['outcome'];
}

const trialOf = (facts: object = {}): object => ({
  peerTrial: { version: 1, route: 'vpn', pendingVersionId: ID, ...facts },
});

function pendingWith(text: string, stage = 'AWSPENDING'): MemorySecretVersions {
  const versions = MemorySecretVersions.holding('{"bedrock_api_key":"ABSKgood"}');
  versions.texts.set(ID, { text });
  versions.labels.set(stage, ID);
  return versions;
}

describe('a sibling that is asked to try pending credentials', () => {
  it('proves none that Bedrock refuses, though those in use are good', async () => {
    const outcome = await answerTo(trialOf(), await start(), pendingWith('{"bedrock_api_key":"ABSKbad"}'));
    expect(outcome).toMatchObject({ kind: 'failure', failure: { code: 'BEDROCK_CALL_FAILED', kind: 'denied' } });
  });

  it.each([
    ['are not staged', pendingWith('{"bedrock_api_key":"ABSKgood"}', 'OTHER')],
    ['are none', pendingWith('{}')],
    [
      'are those in use: there is no such pending version',
      MemorySecretVersions.holding('{"bedrock_api_key":"ABSKgood"}'),
    ],
  ])('proves none that %s', async (_what, versions) => {
    const outcome = await answerTo(trialOf(), await start(), versions);
    expect(outcome).toMatchObject({ kind: 'failure', failure: { code: 'CREDENTIALS_UNAVAILABLE' } });
  });

  it('proves none where Secrets Manager does not answer', async () => {
    const versions = pendingWith('{"bedrock_api_key":"ABSKgood"}');
    versions.read = () => Promise.reject(new Error('down'));
    const outcome = await answerTo(trialOf(), await start(), versions);
    expect(outcome).toMatchObject({ kind: 'failure', failure: { code: 'CREDENTIALS_UNAVAILABLE' } });
  });

  it('leaves a route alone that is not its own', async () => {
    const sandbox = await start();
    const outcome = await answerTo(
      trialOf({ route: 'internet' }),
      sandbox,
      pendingWith('{"bedrock_api_key":"ABSKgood"}'),
    );
    expect(outcome).toEqual({ kind: 'failure', failure: { code: 'PEER_REFUSED', reason: 'hop' } });
    expect(sandbox.exchanges('internet')).toEqual([]);
  });

  it('says which version it has proven', async () => {
    const outcome = await answerTo(trialOf(), await start(), pendingWith('{"bedrock_api_key":"ABSKgood"}'));
    expect(outcome).toEqual({ kind: 'proven', pendingVersionId: ID });
  });
});
