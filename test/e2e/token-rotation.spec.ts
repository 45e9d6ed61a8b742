import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { expectProblem } from '../support/expect-problem.js';
import { forgeToken, GOOD_CLAIMS } from '../support/forge-token.js';
import { HELLO } from '../support/models.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { post } from '../support/post.js';
import { startSystem, type System } from '../support/system.js';

/** However well the keys fit, they are read again after this. */
const KEYS_AGE_MS = 300_000;

/** The longest life of a token, and how far clocks may differ. */
const LIFETIME_MS = 3_600_000;
const SKEW_MS = 30_000;

let output: CapturedOutput;
let clock: MovableClock;
let system: System;
beforeAll(async () => {
  output = captureOutput();
  clock = moveClock();
  system = await startSystem();
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  clock[Symbol.dispose]();
  output[Symbol.dispose]();
});

const statusOf = async (token: string): Promise<number> =>
  (await post(system, '/bedrock/invoke', HELLO, { token })).status;

it('takes tokens of the new secret and of the one before, without a restart, and then no longer those before', async () => {
  const first = await system.token();
  expect(await statusOf(first)).toBe(200);

  await system.sandbox.rotateSecret('bearer-token-secret');
  const second = await system.token();
  expect(await statusOf(first)).toBe(200);
  expect(await statusOf(second)).toBe(200);
  expect(await statusOf(first)).toBe(200);

  await system.sandbox.rotateSecret('bearer-token-secret');
  clock.advance(KEYS_AGE_MS);
  const third = await system.token();
  expect(await statusOf(third)).toBe(200);
  expect(await statusOf(second)).toBe(200);
  await expectProblem(await post(system, '/bedrock/invoke', HELLO, { token: first }), 401, 'UnauthorizedException');
});

it('takes tokens of a secret at once, however soon it was rotated after the one before, and whatever is forged', async () => {
  await system.sandbox.rotateSecret('bearer-token-secret');
  const second = await system.token();
  expect(await statusOf(second)).toBe(200);
  await system.sandbox.rotateSecret('bearer-token-secret');
  const third = await system.token();
  const forged = `${third.slice(0, -2)}AA`;
  const statuses = await Promise.all([forged, forged, third, forged, second].map(statusOf));
  expect(statuses).toEqual([401, 401, 200, 401, 200]);
});

it('takes nothing that the previous secret signs once the tokens from before the rotation have ended', async () => {
  const stolen = (await system.sandbox.readSecret('bearer-token-secret')) ?? '';
  const { secret, kid } = JSON.parse(stolen) as { secret: string; kid: string };
  const forge = (): string => {
    const iat = Math.floor(Date.now() / 1_000);
    const claims = { ...GOOD_CLAIMS, iat, exp: iat + 900, classifications: ['internal'] };
    return forgeToken({ secret, header: { alg: 'HS256', kid }, claims });
  };
  await system.sandbox.rotateSecret('bearer-token-secret');
  expect(await statusOf(forge())).toBe(200);
  clock.advance(LIFETIME_MS);
  expect(await statusOf(forge())).toBe(200);
  clock.advance(SKEW_MS);
  await expectProblem(await post(system, '/bedrock/invoke', HELLO, { token: forge() }), 401, 'UnauthorizedException');
});

it('goes on verifying with the keys at hand while Secrets Manager is down', async () => {
  const token = await system.token();
  await system.sandbox.faults.setStore('secrets', { fault: 'down' });
  clock.advance(KEYS_AGE_MS);
  expect(await statusOf(token)).toBe(200);
  await system.sandbox.faults.clear();
});
