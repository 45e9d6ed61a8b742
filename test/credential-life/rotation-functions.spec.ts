import { describe, expect, it } from 'vitest';
import { serveRotation, type RotationHandler } from '../../apps/gateway/src/rotation/function/serve-rotation.js';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { captureOutput } from '../support/captured-output.js';
import { environmentOf } from '../support/system.js';
import { get } from '../support/post.js';
import { ask } from '../support/traffic.js';
import { beginWatched } from './begin-watched.js';
import { beginRotation, STEPS } from './play-secrets-manager.js';
import { rotate, rotationEnvironmentOf, seedAdministrator } from './rotate.js';
import { COMMERCIAL_SECRET, TOKEN_SECRET } from './watched-secrets.js';

const serve = (which: 'token' | 'bedrock-key', sandbox: Sandbox): RotationHandler =>
  serveRotation(which, rotationEnvironmentOf(sandbox));

describe('the function that rotates the token secret', () => {
  it('has tokens of before and of now verified, and signs with the new key', async () => {
    const { system } = await beginWatched();
    const before = await system.token();
    const rotation = await beginRotation(system.sandbox, TOKEN_SECRET, serve('token', system.sandbox));
    for (const step of STEPS) await rotation.take(step);
    const after = await system.token();
    const keyIdOf = (token: string): unknown =>
      (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>)['kid'];
    expect(keyIdOf(after)).not.toBe(keyIdOf(before));
    for (const token of [after, before]) expect((await get(system, '/status', { token })).status).toBe(200);
  });

  it('changes nothing by a step that Secrets Manager asks for twice', async () => {
    const { system } = await beginWatched();
    const rotation = await beginRotation(system.sandbox, TOKEN_SECRET, serve('token', system.sandbox));
    for (const step of STEPS) await rotation.take(step);
    const current = await system.sandbox.readSecret(TOKEN_SECRET);
    for (const step of STEPS) await rotation.take(step);
    expect(await system.sandbox.readSecret(TOKEN_SECRET)).toBe(current);
  });
});

describe('the function that rotates the Bedrock API key', () => {
  it('puts a new key in the place of the first, which is gone then', async () => {
    const { system } = await beginWatched({ iam: {} });
    const { sandbox } = system;
    await seedAdministrator(sandbox);
    const [first] = sandbox.iam?.credentials() ?? [];
    const rotation = await beginRotation(sandbox, COMMERCIAL_SECRET, serve('bedrock-key', sandbox));
    for (const step of STEPS) {
      await rotation.take(step);
      expect((await ask(system, '')).status).toBe(200);
    }
    const left = sandbox.iam?.credentials() ?? [];
    expect(left).toHaveLength(1);
    expect(left[0]?.id).not.toBe(first?.id);
    expect(await sandbox.readSecret(COMMERCIAL_SECRET)).toContain(left[0]?.apiKey);
  });

  it('tells by words alone why it failed, and leaves the command to go on', async () => {
    const { system } = await beginWatched({ iam: {} });
    const { sandbox } = system;
    await seedAdministrator(sandbox);
    const rotation = await beginRotation(sandbox, COMMERCIAL_SECRET, serve('bedrock-key', sandbox));
    await rotation.take('createSecret');
    // A person looks for what is wrong, and finds a rotation under way.
    expect(await rotate(sandbox, ['bedrock-key'])).toMatchObject({ exitCode: 4 });
    using output = captureOutput();
    await sandbox.faults.setStore('secrets', { fault: 'down' });
    await expect(rotation.take('testSecret')).rejects.toMatchObject({
      code: 'ROTATION_STEP_FAILED',
      message: 'The step of the rotation failed',
    });
    const [line] = output.jsonLines();
    expect(line).toMatchObject({
      level: 'error',
      message: { event: 'rotation-failed', rotation: 'bedrock-key', code: 'SECRET_UNREADABLE' },
    });
    expect(output.text()).not.toContain('ABSK');
    await sandbox.faults.clear();
    expect(await rotate(sandbox, ['bedrock-key', '--take-over'])).toMatchObject({ exitCode: 0 });
    expect(sandbox.iam?.credentials()).toHaveLength(1);
  });
});

describe('a rotation function', () => {
  it.each([
    ['nothing', undefined],
    ['no step', {}],
    ['a step that nobody knows', { Step: 'deleteSecret' }],
    ['no token', { Step: 'createSecret' }],
    [
      'a token out of somewhere else',
      { Step: 'createSecret', ClientRequestToken: '../../etc/passwd/0123456789abcdef' },
    ],
  ])('does nothing for %s', async (_what, members) => {
    const { system } = await beginWatched();
    using output = captureOutput();
    const handler = serve('token', system.sandbox);
    const event = members && { SecretId: TOKEN_SECRET, ...members };
    await expect(handler(event, { getRemainingTimeInMillis: () => 60_000 } as never)).rejects.toMatchObject({
      code: 'ROTATION_STEP_FAILED',
    });
    expect(output.jsonLines()).toMatchObject([{ message: { code: 'ROTATION_EVENT_INVALID' } }]);
  });

  it('does nothing about another secret, a version that is not staged, or a secret that is not rotated', async () => {
    const { system } = await beginWatched();
    const { sandbox } = system;
    const reasons: unknown[] = [];
    const handler = serve('token', sandbox);
    const failing = async (secretId: string, token: string): Promise<void> => {
      using output = captureOutput();
      const event = { Step: 'createSecret', SecretId: secretId, ClientRequestToken: token };
      const failed = handler(event, { getRemainingTimeInMillis: () => 60_000 } as never);
      await expect(failed).rejects.toMatchObject({ code: 'ROTATION_STEP_FAILED' });
      reasons.push(output.jsonLines().map(({ message }) => (message as Record<string, unknown>)['reason']));
    };
    const stranger = '99999999-2222-3333-4444-555555555555';
    await failing(TOKEN_SECRET, stranger);
    const { secretId } = await beginRotation(sandbox, TOKEN_SECRET, handler);
    await failing(secretId, stranger);
    await failing(secretId.replace(TOKEN_SECRET, 'another-secret'), stranger);
    await failing(secretId.replace(/-[a-z0-9]{6}$/, '-and-more-AbCdEf'), stranger);
    expect(reasons).toEqual([['rotation-off'], ['not-pending'], ['other-secret'], ['other-secret']]);
  });

  it('does not start where it could try a key on one route only, or nobody may make one', async () => {
    const { system } = await beginWatched({ iam: {} });
    const environment = rotationEnvironmentOf(system.sandbox);
    const startWith = (env: Readonly<Record<string, string | undefined>>) => (): unknown =>
      serveRotation('bedrock-key', { ...environment, ...env });
    expect(startWith({ GATEWAY_ATTACHMENT: 'internet' })).toThrow('GATEWAY_PEER_FUNCTION');
    expect(startWith({ GATEWAY_ROTATION_USER_NAME: undefined })).toThrow('GATEWAY_ROTATION_USER_NAME');
    expect(startWith({ GATEWAY_ROTATION_ADMIN_SECRET_ID: undefined })).toThrow('GATEWAY_ROTATION_ADMIN_SECRET_ID');
    expect(() => serveRotation('token', { ...environmentOf(system.sandbox), GATEWAY_ROTATE: 'x' })).toThrow(
      'GATEWAY_ROTATE',
    );
  });
});
