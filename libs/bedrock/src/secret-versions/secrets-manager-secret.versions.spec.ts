import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBody, startHttpServer } from '../testing/loopback-server.js';
import { versionAt } from './secret-versions.js';
import { SecretsManagerSecretVersions } from './secrets-manager-secret.versions.js';

const { signal } = new AbortController();
const asked: unknown[] = [];

/** Versions behind a Secrets Manager that always answers alike. */
async function versionsBehind(status: number, body: object): Promise<SecretsManagerSecretVersions> {
  asked.length = 0;
  const server = await startHttpServer(async (request, response) => {
    asked.push(request.headers['x-amz-target'], JSON.parse((await readBody(request)).toString()));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const versions = new SecretsManagerSecretVersions(
    () => new SecretsManagerClient({ region: 'us-gov-west-1', endpoint: server.origin, credentials, maxAttempts: 1 }),
  );
  onTestFinished(async () => {
    versions.onApplicationShutdown();
    await server[Symbol.asyncDispose]();
  });
  return versions;
}

const refusing = (type: string): Promise<SecretsManagerSecretVersions> =>
  versionsBehind(400, { __type: type, message: 'arn:secret-name' });

describe('SecretsManagerSecretVersions', () => {
  it.each([
    ['AccessDeniedException', 'access-denied'],
    ['InvalidRequestException', 'refused'],
    ['InvalidParameterException', 'refused'],
    ['ResourceExistsException', 'refused'],
    ['InternalServiceError', 'request-failed'],
  ])('says how a change failed: %s is %s', async (type, reason) => {
    const versions = await refusing(type);
    const expected = { code: 'SECRET_UNCHANGED', reason, message: `A secret cannot be changed: ${reason}` };
    await expect(versions.put('s', { id: 'v', text: 't', stage: 'AWSPENDING' }, signal)).rejects.toMatchObject(
      expected,
    );
    await expect(versions.move('s', { stage: 'AWSCURRENT', from: 'v', to: 'w' }, signal)).rejects.toMatchObject(
      expected,
    );
  });

  it('cannot look at a secret that is not there, or may not be looked at', async () => {
    const gone = await refusing('ResourceNotFoundException');
    await expect(gone.outline('s', signal)).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      reason: 'no-such-secret',
    });
    await expect(gone.read('s', { id: 'v', stage: 'AWSPENDING' }, signal)).resolves.toBeUndefined();
    const denied = await refusing('AccessDeniedException');
    await expect(denied.outline('s', signal)).rejects.toMatchObject({ reason: 'access-denied' });
    await expect(denied.read('s', { id: 'v', stage: 'AWSPENDING' }, signal)).rejects.toMatchObject({
      reason: 'access-denied',
    });
  });

  it('reads no bytes', async () => {
    const versions = await versionsBehind(200, { SecretBinary: 'AAAA' });
    const read = versions.read('s', { id: 'v', stage: 'AWSPENDING' }, signal);
    await expect(read).rejects.toMatchObject({ reason: 'not-text' });
  });

  it('fails with the reason of a signal that has fired', async () => {
    const versions = await versionsBehind(200, {});
    const reason = new Error('gone');
    await expect(versions.outline('s', AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(versions.move('s', { stage: 'x', to: 'v' }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('reads a version by its id and its label, both', async () => {
    const versions = await versionsBehind(200, { SecretString: 'text', CreatedDate: 1_800_000_000.5 });
    const read = await versions.read('s', { id: 'v-1', stage: 'AWSPENDING' }, signal);
    expect(read).toEqual({ text: 'text', createdAtEpochMs: 1_800_000_000_500 });
    expect(asked).toEqual([
      'secretsmanager.GetSecretValue',
      { SecretId: 's', VersionId: 'v-1', VersionStage: 'AWSPENDING' },
    ]);
    const ageless = await versionsBehind(200, { SecretString: 'text' });
    expect(await ageless.read('s', { id: 'v-1', stage: 'AWSPENDING' }, signal)).toEqual({ text: 'text' });
  });

  it('tells which version has which label, and whether the secret is rotated', async () => {
    const VersionIdsToStages = { one: ['AWSCURRENT'], two: ['AWSPENDING', 'OTHER'] };
    const versions = await versionsBehind(200, { VersionIdsToStages, RotationEnabled: true });
    const outline = await versions.outline('s', signal);
    expect(outline.rotates).toBe(true);
    expect(['AWSCURRENT', 'OTHER', 'AWSPREVIOUS'].map((stage) => versionAt(outline, stage))).toEqual([
      'one',
      'two',
      undefined,
    ]);
    const bare = await versionsBehind(200, {});
    expect(await bare.outline('s', signal)).toEqual({ stages: new Map(), rotates: false });
  });

  it('puts and moves what it is told', async () => {
    const versions = await versionsBehind(200, {});
    await versions.put('s', { id: 'v', text: 't', stage: 'AWSPENDING' }, signal);
    await versions.move('s', { stage: 'AWSCURRENT', from: 'v', to: 'w' }, signal);
    await versions.move('s', { stage: 'AWSPENDING', from: 'v' }, signal);
    expect(asked).toEqual([
      'secretsmanager.PutSecretValue',
      { SecretId: 's', ClientRequestToken: 'v', SecretString: 't', VersionStages: ['AWSPENDING'] },
      'secretsmanager.UpdateSecretVersionStage',
      { SecretId: 's', VersionStage: 'AWSCURRENT', RemoveFromVersionId: 'v', MoveToVersionId: 'w' },
      'secretsmanager.UpdateSecretVersionStage',
      { SecretId: 's', VersionStage: 'AWSPENDING', RemoveFromVersionId: 'v' },
    ]);
  });

  it('has nothing to close where nobody has asked', () => {
    expect(() => new SecretsManagerSecretVersions().onApplicationShutdown()).not.toThrow();
  });
});
