import { describe, expect, it } from 'vitest';
import { beginSystem } from '../support/begin-system.js';
import { ctl } from './ctl-in-process.js';

const KEY = 'A'.repeat(40);

describe('ctl secrets put', () => {
  it('makes a value current, and the gateway goes on with both', async () => {
    const system = await beginSystem();
    const value = JSON.stringify({ secret: KEY, kid: 'by-hand' });
    const { exitCode, stdout, stderr } = await ctl(system, ['secrets', 'put', 'token'], { input: `${value}\n` });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^version [0-9a-f-]{36} of bearer-token-secret is current\n$/);
    expect(await system.sandbox.readSecret('bearer-token-secret')).toBe(value);
    expect((await ctl(system, ['status'])).exitCode).toBe(0);
  });

  it.each([
    [{ bedrock_api_key: KEY }, 0],
    [{ bearer_token: KEY }, 0],
    [{ aws_access_key_id: 'AKIA', aws_secret_access_key: KEY }, 0],
    [{ 'cross-partition-commercial-creds': { bedrock_bearer_token: KEY } }, 0],
    [{ access_key_id: 'AKIA' }, 2],
    [{ bedrock_key: KEY }, 2],
    [{ bedrock_api_key: '' }, 2],
    [[KEY], 2],
  ])('takes the documented shapes and no others: %j ends with %i', async (value, code) => {
    const system = await beginSystem();
    const before = await system.sandbox.readSecret('cross-partition-commercial-creds');
    const input = JSON.stringify(value);
    const end = await ctl(system, ['secrets', 'put', 'bedrock-key', '--dry-run'], { input });
    expect(end.exitCode).toBe(code);
    expect(end.stdout + end.stderr).not.toContain(KEY);
    expect(await system.sandbox.readSecret('cross-partition-commercial-creds')).toBe(before);
  });

  it.each([
    ['token', 'too short', 'The gateway could not use this value: too-short'],
    ['token', '', 'There is no value on the input'],
    ['bedrock-key', 'no json', 'The gateway could not use this value: '],
  ])('changes nothing for a %s that is %j', async (which, input, words) => {
    const system = await beginSystem();
    const end = await ctl(system, ['secrets', 'put', which], { input });
    expect([end.exitCode, end.stdout]).toEqual([2, '']);
    expect(end.stderr).toContain(`ctl: ${words}`);
  });

  it('does not get in the way of a rotation', async () => {
    const system = await beginSystem();
    const headers = { 'x-amz-target': 'secretsmanager.PutSecretValue', authorization: 'AWS4-HMAC-SHA256 x' };
    const pending = { SecretId: 'bearer-token-secret', SecretString: KEY, VersionStages: ['AWSPENDING'] };
    const staged = await fetch(system.sandbox.urls.secretsManager, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...pending, ClientRequestToken: '0b9d3f1c-6a5d-4c55-9a50-000000000001' }),
    });
    expect(staged.status).toBe(200);
    const refused = await ctl(system, ['secrets', 'put', 'token'], { input: KEY });
    expect(refused.exitCode).toBe(7);
    const forced = await ctl(system, ['secrets', 'put', 'token', '--take-over'], { input: KEY });
    expect(forced.exitCode).toBe(0);
  });

  it('says that Secrets Manager cannot be reached', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.setStore('secrets', { fault: 'down' });
    const { exitCode, stderr } = await ctl(system, ['secrets', 'put', 'token'], { input: KEY });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('ctl: The secret is not changed: the connection is refused');
  });
});

describe('ctl secrets rotate', () => {
  it('says what it would do, and does it', async () => {
    const system = await beginSystem();
    const before = await system.sandbox.readSecret('bearer-token-secret');
    const plan = await ctl(system, ['secrets', 'rotate', 'token', '--dry-run', '--json']);
    expect(plan.documents).toMatchObject([{ dryRun: true }]);
    expect(await system.sandbox.readSecret('bearer-token-secret')).toBe(before);
    const done = await ctl(system, ['secrets', 'rotate', 'token', '--json']);
    expect([done.exitCode, done.documents]).toMatchObject([0, [{ dryRun: false }]]);
    expect(await system.sandbox.readSecret('bearer-token-secret')).not.toBe(before);
  });

  it('names the variable that is missing', async () => {
    const system = await beginSystem();
    const { exitCode, stderr } = await ctl(system, ['secrets', 'rotate', 'bedrock-key']);
    expect(exitCode).toBe(5);
    expect(stderr).toContain('GATEWAY_ROTATION_ADMIN_SECRET_ID is needed to make a key');
  });
});
