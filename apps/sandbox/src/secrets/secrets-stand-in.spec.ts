import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { secretsClient } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ secretsSeed: { extra: 'given' } })));
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());
const client = (): SecretsManagerClient => secretsClient(sandbox.urls.secretsManager);

/** The stages of each version, by the version's value. */
async function stagesByValue(SecretId: string): Promise<Record<string, string[]>> {
  const { VersionIdsToStages = {} } = await client().send(new DescribeSecretCommand({ SecretId }));
  const found: Record<string, string[]> = {};
  for (const [VersionId, stages] of Object.entries(VersionIdsToStages)) {
    const { SecretString = '' } = await client().send(new GetSecretValueCommand({ SecretId, VersionId }));
    found[SecretString] = stages.toSorted();
  }
  return found;
}

describe('Secrets', () => {
  it('begin with what the gateway needs and what was given', async () => {
    const token = await client().send(new GetSecretValueCommand({ SecretId: 'bearer-token-secret' }));
    expect(JSON.parse(token.SecretString ?? '')).toStrictEqual({
      secret: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      kid: 'sandbox-1',
    });
    const creds = await client().send(new GetSecretValueCommand({ SecretId: 'cross-partition-commercial-creds' }));
    expect(JSON.parse(creds.SecretString ?? '')).toStrictEqual({
      bedrock_api_key: expect.stringMatching(/^ABSK[A-Za-z0-9+/=]{60,}$/) as string,
      region: 'us-east-1',
    });
    expect(creds.CreatedDate).toBeInstanceOf(Date);
    expect((await client().send(new GetSecretValueCommand({ SecretId: 'extra' }))).SecretString).toBe('given');
  });

  it('are found by name, by ARN, and by ARN without its random end', async () => {
    const { ARN = '' } = await client().send(new CreateSecretCommand({ Name: 'a/b', SecretString: 'x' }));
    expect(ARN).toMatch(/^arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:a\/b-[0-9a-f]{6}$/);
    for (const SecretId of ['a/b', ARN, ARN.slice(0, -7)]) {
      expect((await client().send(new GetSecretValueCommand({ SecretId }))).SecretString).toBe('x');
    }
  });

  it('move the current value to AWSPREVIOUS when a new one is put', async () => {
    await client().send(new CreateSecretCommand({ Name: 'rotating', SecretString: 'one' }));
    await expect(
      client().send(new GetSecretValueCommand({ SecretId: 'rotating', VersionStage: 'AWSPREVIOUS' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await client().send(new PutSecretValueCommand({ SecretId: 'rotating', SecretString: 'two' }));
    expect(await stagesByValue('rotating')).toStrictEqual({ one: ['AWSPREVIOUS'], two: ['AWSCURRENT'] });
    await client().send(new PutSecretValueCommand({ SecretId: 'rotating', SecretString: 'three' }));
    expect(await stagesByValue('rotating')).toStrictEqual({ two: ['AWSPREVIOUS'], three: ['AWSCURRENT'] });
  });

  it('rotate in steps: pending, then current', async () => {
    const first = await client().send(new CreateSecretCommand({ Name: 'stepwise', SecretString: 'one' }));
    const put = { SecretId: 'stepwise', SecretString: 'two', VersionStages: ['AWSPENDING'] };
    const second = await client().send(new PutSecretValueCommand(put));
    expect(await stagesByValue('stepwise')).toStrictEqual({ one: ['AWSCURRENT'], two: ['AWSPENDING'] });
    const move = { SecretId: 'stepwise', VersionStage: 'AWSCURRENT', MoveToVersionId: second.VersionId };
    await expect(client().send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await client().send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: first.VersionId }));
    expect(await stagesByValue('stepwise')).toStrictEqual({ one: ['AWSPREVIOUS'], two: ['AWSCURRENT', 'AWSPENDING'] });
    const drop = { SecretId: 'stepwise', VersionStage: 'AWSPENDING', RemoveFromVersionId: second.VersionId };
    await client().send(new UpdateSecretVersionStageCommand(drop));
    expect(await stagesByValue('stepwise')).toStrictEqual({ one: ['AWSPREVIOUS'], two: ['AWSCURRENT'] });
  });

  it('take the same token twice for the same request, and for a conflict with another value', async () => {
    const input = { Name: 'once', SecretString: 'x', ClientRequestToken: 'a'.repeat(32) };
    const first = await client().send(new CreateSecretCommand(input));
    expect((await client().send(new CreateSecretCommand(input))).VersionId).toBe(first.VersionId);
    for (const command of [
      new CreateSecretCommand({ ...input, SecretString: 'y' }),
      new CreateSecretCommand({ ...input, ClientRequestToken: 'b'.repeat(32) }),
    ]) {
      await expect(client().send(command)).rejects.toMatchObject({ name: 'ResourceExistsException' });
    }
  });

  it('hold bytes as well as text', async () => {
    const SecretBinary = Buffer.from([0, 255, 7]);
    await client().send(new CreateSecretCommand({ Name: 'bytes', SecretBinary }));
    const value = await client().send(new GetSecretValueCommand({ SecretId: 'bytes' }));
    expect(Buffer.from(value.SecretBinary ?? []).equals(SecretBinary)).toBe(true);
    expect(value.SecretString).toBeUndefined();
  });

  it('are listed in pages', async () => {
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client().send(new ListSecretsCommand({ MaxResults: 2, ...(NextToken && { NextToken }) }));
      names.push(...(page.SecretList ?? []).map(({ Name = '' }) => Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(names).toStrictEqual(names.toSorted((left, right) => (left < right ? -1 : 1)));
    expect(names).toContain('bearer-token-secret');
    await expect(client().send(new ListSecretsCommand({ NextToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
  });

  it.each([
    ['an unknown secret', new GetSecretValueCommand({ SecretId: 'nothing' }), 'ResourceNotFoundException'],
    [
      'a name that every object has',
      new GetSecretValueCommand({ SecretId: 'constructor' }),
      'ResourceNotFoundException',
    ],
    ['no value', new PutSecretValueCommand({ SecretId: 'extra' }), 'InvalidParameterException'],
    ['a bad name', new CreateSecretCommand({ Name: 'a b', SecretString: 'x' }), 'InvalidParameterException'],
    ['a bad page size', new ListSecretsCommand({ MaxResults: 101 }), 'InvalidParameterException'],
    [
      'an unknown version',
      new GetSecretValueCommand({ SecretId: 'extra', VersionId: 'x'.repeat(32) }),
      'ResourceNotFoundException',
    ],
  ] as const)('refuse %s', async (_, command, name) => {
    await expect(client().send(command as GetSecretValueCommand)).rejects.toMatchObject({ name });
  });
});

describe('The Secrets Manager listener', () => {
  const post = (headers: Record<string, string>, body: string): Promise<Response> =>
    fetch(sandbox.urls.secretsManager, { method: 'POST', headers, body });
  const target = { 'x-amz-target': 'secretsmanager.ListSecrets' };
  const signed = { ...target, authorization: 'AWS4-HMAC-SHA256 x' };

  it.each([
    ['without a signature', target, '{}', 'MissingAuthenticationTokenException'],
    ['with a body that is none', signed, '[]', 'SerializationException'],
    [
      'for an unknown operation',
      { ...signed, 'x-amz-target': 'secretsmanager.Nothing' },
      '{}',
      'UnknownOperationException',
    ],
    ['that is too long', signed, `{"x":"${'x'.repeat(300_000)}"}`, 'SerializationException'],
  ])('refuses a request %s', async (_, headers, body, type) => {
    const response = await post(headers, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: type });
  });

  it('fails as the switchboard says', async () => {
    const read = (): Promise<unknown> => client().send(new GetSecretValueCommand({ SecretId: 'extra' }));
    await sandbox.faults.setStore('secrets', { fault: 'error' });
    await expect(read()).rejects.toMatchObject({ name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } });
    await sandbox.faults.setStore('secrets', { fault: 'throttle' });
    await expect(read()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
    await sandbox.faults.setStore('secrets', { fault: 'down' });
    await expect(read()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await sandbox.faults.setStore('secrets', { fault: 'slow', delayMs: 60 });
    const startedAtMs = performance.now();
    await read();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(58);
  });
});
