import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runRevokeCommand } from '../../apps/gateway/src/auth/command/run-revoke-command.js';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { post } from '../support/post.js';
import { environmentOf, startSystem, type System } from '../support/system.js';

const ENV = { GATEWAY_REVOCATION_TABLE: 'revoked-tokens' };

/** The longest that a revoked token lives on. */
const HEEDED_WITHIN_MS = 30_000;

let output: CapturedOutput;
let clock: MovableClock;
let system: System;
beforeAll(async () => {
  output = captureOutput();
  clock = moveClock();
  system = await startSystem({ env: ENV });
  // What the SDK of the command finds for itself.
  for (const [name, value] of Object.entries(environmentOf(system.sandbox))) vi.stubEnv(name, value);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  clock[Symbol.dispose]();
  output[Symbol.dispose]();
  vi.unstubAllEnvs();
});

const ask = (token: string): Promise<Response> => post(system, '/bedrock/invoke', HELLO, { token });
const statusOf = async (token: string): Promise<number> => (await ask(token)).status;

function tokenIdOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { jti: string }).jti;
}

/** As an operator does it, with the variables of the gateway. */
async function revoke(...args: readonly string[]): Promise<unknown> {
  let out = '';
  const exitCode = await runRevokeCommand(args, {
    loadConfig: () => loadGatewayConfig({ ...environmentOf(system.sandbox), ...ENV }),
    nowEpochMs: Date.now,
    writeOut: (text) => (out += text),
    writeError: (text) => (out += text),
  });
  expect([exitCode, out]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)]);
  return JSON.parse(out) as unknown;
}

it('refuses a revoked token within thirty seconds, as it refuses any other, and no token beside it', async () => {
  const [lost, kept] = [await system.token({ subject: 'alice' }), await system.token({ subject: 'alice' })];
  expect([await statusOf(lost), await statusOf(kept)]).toEqual([200, 200]);
  expect(await revoke('--jti', tokenIdOf(lost))).toMatchObject({ revoked: { jti: tokenIdOf(lost) } });
  clock.advance(HEEDED_WITHIN_MS);
  const before = system.sandbox.exchanges('internet').length;
  const refused = await ask(lost);
  expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  await expectProblem(refused, 401, 'UnauthorizedException');
  expect(system.sandbox.exchanges('internet')).toHaveLength(before);
  expect(await statusOf(kept)).toBe(200);
});

it('refuses at once a token that it has not seen since it was revoked', async () => {
  const token = await system.token();
  await revoke('--jti', tokenIdOf(token));
  expect(await statusOf(token)).toBe(401);
});

it('refuses all that was issued to a subject before, whichever tenant it names, and nothing that came later', async () => {
  const grants = [{ subject: 'bob' }, { subject: 'bob', tenant: 'acme' }];
  const before = await Promise.all(grants.map((grant) => system.token(grant)));
  const other = await system.token({ subject: 'bobby' });
  await revoke('--sub', 'bob');
  expect(await Promise.all(before.map(statusOf))).toEqual([401, 401]);
  expect(await statusOf(other)).toBe(200);
  clock.advance(1_000);
  expect(await statusOf(await system.token({ subject: 'bob' }))).toBe(200);
});

it('lets nobody pass where it cannot be found out, once what is known is older than thirty seconds', async () => {
  const known = await system.token({ subject: 'carol' });
  expect(await statusOf(known)).toBe(200);
  await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
  system.sandbox.forgetRequests();
  const unknown = await system.token({ subject: 'dave' });
  await expectProblem(await ask(unknown), 503, 'ServiceUnavailableException');
  // Known well enough: what stops this one is that there is no way to put it on record.
  await expectProblem(await ask(known), 503, 'AuditUnavailableException');
  clock.advance(HEEDED_WITHIN_MS);
  await expectProblem(await ask(known), 503, 'ServiceUnavailableException');
  expect([...system.sandbox.exchanges('internet'), ...system.sandbox.exchanges('vpn')]).toEqual([]);
  await system.sandbox.faults.clear();
  await expect.poll(() => statusOf(known)).toBe(200);
});
