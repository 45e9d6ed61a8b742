import fc from 'fast-check';
import { expect, it } from 'vitest';
import { captureOutput } from '../../../../test/support/captured-output.js';
import { forgeToken, NOW_EPOCH_S, TOKEN_SECRET } from '../../../../test/support/forge-token.js';
import { reportProof, runsOf, seedOf } from '../../../../test/support/proof.js';
import { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { createTokenKeys } from '../auth/keys/create-token-keys.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { authorizerEvent, INVOCATION, STAGE_ARN } from '../testing/authorizer-event.js';
import { Authorizer } from './authorizer.js';

const CONFIG = { secretId: 'tokens', maxLifetimeSeconds: 3_600 };
const reader = new MemorySecretReader().put('tokens', { current: TOKEN_SECRET });
const nowEpochMs = () => NOW_EPOCH_S * 1_000;
const verifier = new TokenVerifier(createTokenKeys(CONFIG, reader, { nowEpochMs }), CONFIG, nowEpochMs);
const authorizer = new Authorizer(verifier);

const SEED = seedOf(20_261_122);
const RUNS = runsOf({ sample: 3_000, full: 60_000 });

const mostly = (value: unknown, ...others: readonly fc.Arbitrary<unknown>[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));
const signedClaims = fc.record(
  {
    sub: mostly('alice', fc.string(), fc.constant(7)),
    iat: mostly(NOW_EPOCH_S, fc.constantFrom(NOW_EPOCH_S + 60, '1')),
    exp: mostly(NOW_EPOCH_S + 900, fc.constantFrom(NOW_EPOCH_S - 31, NOW_EPOCH_S + 9_000)),
    permissions: fc.constantFrom(['bedrock:invoke'], ['status:read'], [], 'bedrock:invoke', ['*']),
    routes: fc.constantFrom(['vpn'], [], ['tor']),
  },
  { requiredKeys: ['sub', 'iat', 'exp'] },
);
/** Genuine, genuine but for one character, signed by somebody else, and anything at all. */
const token = fc.oneof(
  fc.constant(forgeToken()),
  signedClaims.map((claims) => forgeToken({ claims })),
  fc.tuple(fc.nat(), fc.constantFrom('A', '.', '=', ' ', '\0')).map(([at, character]) => {
    const good = forgeToken();
    return good.slice(0, at % good.length) + character + good.slice((at % good.length) + 1);
  }),
  fc.string({ minLength: 32 }).map((secret) => forgeToken({ secret })),
  fc.string(),
);
const authorization = fc.oneof(
  { weight: 6, arbitrary: token.map((text) => `Bearer ${text}`) },
  { weight: 2, arbitrary: token.map((text) => `bearer  ${text} `) },
  { weight: 1, arbitrary: token },
  { weight: 1, arbitrary: fc.anything() },
);
const name = mostly('Authorization', fc.constantFrom('authorization', 'X-Authorization', '__proto__')).map(String);
const entriesOf = <Value>(value: fc.Arbitrary<Value>) =>
  fc.array(fc.tuple(name, value), { maxLength: 2 }).map((entries) => Object.fromEntries(entries) as object);
const event = fc.record({
  type: mostly('REQUEST', fc.anything()),
  methodArn: mostly(`${STAGE_ARN}/GET/`, fc.anything()),
  headers: fc.oneof({ weight: 4, arbitrary: entriesOf(authorization) }, { weight: 1, arbitrary: fc.constant(null) }),
  multiValueHeaders: mostly(null, entriesOf(fc.array(authorization, { maxLength: 2 }))),
});

/** Every text in a value, at any depth: where a token could have come from. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

async function accepts(text: string): Promise<boolean> {
  const bearer = /^bearer +(\S+) *$/i.exec(text)?.[1];
  return bearer !== undefined && (await verifier.verify(bearer).then(() => true, () => false)); // prettier-ignore
}

async function effectFor(sent: unknown): Promise<string> {
  const answer = await authorizer.authorize(sent, INVOCATION).catch(() => undefined);
  const [statement] = answer?.policyDocument.Statement ?? [];
  return statement?.Effect ?? 'none';
}

it(`never allows what the verifier does not accept, whatever the event (seed ${SEED})`, async () => {
  using _output = captureOutput();
  const seen = { Allow: 0, Deny: 0, none: 0 } as Record<string, number>;
  await fc.assert(
    fc.asyncProperty(event, async (change) => {
      const effect = await effectFor({ ...authorizerEvent(), ...change });
      seen[effect] = (seen[effect] ?? 0) + 1;
      const sent = [...textsIn(change.headers), ...textsIn(change.multiValueHeaders)];
      const accepted = await Promise.all(sent.map(accepts));
      expect(effect === 'none' || accepted.includes(true)).toBe(true);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // Each kind of answer was among them, or nothing was shown.
  expect(seen).toEqual({
    Allow: expect.toSatisfy(isMany),
    Deny: expect.toSatisfy(isMany),
    none: expect.toSatisfy(isMany),
  });
  reportProof({ proof: 'fuzz-authorizer', seed: SEED, figures: { events: RUNS, ...seen } });
});

it('never allows anything that is not an event at all', async () => {
  using _output = captureOutput();
  await fc.assert(
    fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), async (sent) => {
      expect(await effectFor(sent)).toBe('none');
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

function isMany(count: number): boolean {
  return count >= 50;
}
