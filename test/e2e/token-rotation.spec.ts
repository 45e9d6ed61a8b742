import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { post } from '../support/post.js';
import { startSystem, type System } from '../support/system.js';

/** However well the keys fit, they are read again after this. */
const KEYS_AGE_MS = 300_000;

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

it('goes on verifying with the keys at hand while Secrets Manager is down', async () => {
  const token = await system.token();
  await system.sandbox.faults.setStore('secrets', { fault: 'down' });
  clock.advance(KEYS_AGE_MS);
  expect(await statusOf(token)).toBe(200);
  await system.sandbox.faults.clear();
});
