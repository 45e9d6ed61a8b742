import { expect, it } from 'vitest';
import { beginSystem } from '../support/begin-system.js';
import { reportProof } from '../support/proof.js';
import { environmentOf } from '../support/system.js';
import type { Attack } from './attack.js';
import { createAttackKit, SECRET_KEY_ID, type AttackKit } from './attack-kit.js';
import { authorizerOf, guardOf, peerOf, startTrap, TOKEN_ENV, type Door } from './doors.js';
import { listAttacks } from './list-attacks.js';

/** Tokens of unknown keys wait for the next reading of the keys, so they are best sent many at a time. */
const AT_A_TIME = 120;

/** What each door says to every one of them: word for word, so that none of them learns why. */
const SAID = {
  guard: {
    status: 401,
    challenge: 'Bearer error="invalid_token"',
    names: expect.any(Array),
    body: {
      statusCode: 401,
      error: {
        type: 'UnauthorizedException',
        message: 'The request needs a valid bearer token',
        retryable: false,
        details: {},
      },
      routingMethod: 'auto',
    },
  },
  authorizer: { name: 'Error', message: 'Unauthorized' },
  peer: {
    version: 1,
    attempts: [],
    outcome: { kind: 'failure', failure: { code: 'PEER_REFUSED', reason: 'token' } },
  },
};

/** Different answers, and how many attacks got none because the door cannot carry them. */
async function tryAll(door: Door, attacks: readonly Attack[]): Promise<{ said: unknown[]; notCarried: number }> {
  const said = new Map<string, unknown>();
  let notCarried = 0;
  for (let from = 0; from < attacks.length; from += AT_A_TIME) {
    const answers = await Promise.all(attacks.slice(from, from + AT_A_TIME).map(({ token }) => door(token)));
    notCarried += answers.filter((answer) => answer === undefined).length;
    for (const answer of answers) if (answer !== undefined) said.set(JSON.stringify(answer), answer);
  }
  return { said: [...said.values()], notCarried };
}

async function beginUnderAttack(trapUrl: string) {
  const kit: AttackKit = createAttackKit(Math.floor(Date.now() / 1_000), trapUrl);
  const secretsSeed = {
    'bearer-token-secret': JSON.stringify({ secret: kit.secret, kid: SECRET_KEY_ID }),
    'token-key-set': kit.keySet,
  };
  const system = await beginSystem({ env: TOKEN_ENV, sandbox: { secretsSeed } });
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER = '' } = environmentOf(system.sandbox);
  const authorizer = await authorizerOf({ ...TOKEN_ENV, AWS_ENDPOINT_URL_SECRETS_MANAGER });
  return { kit, system, doors: { guard: guardOf(system), authorizer, peer: peerOf(system) } };
}

it('refuses every attack at every door, with the same words for all', { timeout: 120_000 }, async () => {
  await using trap = await startTrap();
  const { kit, system, doors } = await beginUnderAttack(trap.url);
  for (const token of [kit.forge(), kit.signWith(kit.rsa.privateKey, { alg: 'RS256', kid: 'r1' })]) {
    expect(await doors.guard(token)).toMatchObject({ status: 200 });
    expect(await doors.authorizer(token)).toMatchObject({ policy: { principalId: expect.any(String) } });
  }
  system.sandbox.forgetRequests();
  const attacks = listAttacks(kit);
  const [guard, authorizer, peer] = await Promise.all([
    tryAll(doors.guard, attacks),
    tryAll(doors.authorizer, attacks),
    tryAll(doors.peer, attacks),
  ]);
  expect({ guard: guard.said, authorizer: authorizer.said, peer: peer.said }).toEqual({
    guard: [SAID.guard],
    authorizer: [SAID.authorizer],
    peer: [SAID.peer],
  });
  // Nobody fetched a key from where a token said, nothing went to Bedrock, and no caller was made up for the record.
  expect(trap.connections).toBe(0);
  expect([...system.sandbox.exchanges('internet'), ...system.sandbox.exchanges('vpn')]).toEqual([]);
  expect(guard.notCarried).toBeLessThan(60);
  const figures = { attacks: attacks.length, doors: 3, notInHeaders: guard.notCarried, letIn: 0, keysFetched: 0 };
  reportProof({ proof: 'token-attacks', figures });
});
