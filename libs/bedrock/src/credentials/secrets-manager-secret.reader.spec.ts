import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { readBody, startHttpServer } from '../testing/loopback-server.js';
import type { LoopbackServer } from '../testing/loopback-server.js';
import { SecretsManagerSecretReader } from './secrets-manager-secret.reader.js';

const { signal } = new AbortController();

function readerOf(server: LoopbackServer, timeouts = {}): SecretsManagerSecretReader & AsyncDisposable {
  const client = new SecretsManagerClient({
    region: 'us-gov-west-1',
    endpoint: server.origin,
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
    requestHandler: { throwOnRequestTimeout: true, ...timeouts },
  });
  const reader = new SecretsManagerSecretReader(client);
  return Object.assign(reader, {
    [Symbol.asyncDispose]: () => {
      reader.onApplicationShutdown();
      return Promise.resolve();
    },
  });
}

function serveSecret(status: number, body: object, asked: unknown[] = []): Promise<LoopbackServer> {
  return startHttpServer(async (request, response) => {
    asked.push([request.headers['x-amz-target'], JSON.parse((await readBody(request)).toString())]);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
}

describe('SecretsManagerSecretReader', () => {
  it.each([
    ['AccessDeniedException', 'access-denied'],
    ['DecryptionFailure', 'decryption-failed'],
    ['InvalidRequestException', 'request-failed'],
  ])('says why it cannot read: %s is %s', async (type, reason) => {
    await using server = await serveSecret(400, { __type: type, message: 'arn:secret-name' });
    await using reader = readerOf(server);
    await expect(reader.read('creds', 'AWSCURRENT', signal)).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      reason,
      message: `A secret cannot be read: ${reason}`,
    });
  });

  it('refuses a secret that is not stored as text', async () => {
    await using server = await serveSecret(200, { SecretBinary: 'AAAA' });
    await using reader = readerOf(server);
    await expect(reader.read('creds', 'AWSCURRENT', signal)).rejects.toMatchObject({ reason: 'not-text' });
  });

  it('gives up on a service that does not answer', async () => {
    await using server = await startHttpServer(() => undefined);
    await using reader = readerOf(server, { requestTimeout: 20 });
    await expect(reader.read('creds', 'AWSCURRENT', signal)).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('stops when the signal fires', async () => {
    const controller = new AbortController();
    await using server = await startHttpServer(() => controller.abort('gone'));
    await using reader = readerOf(server);
    await expect(reader.read('creds', 'AWSCURRENT', controller.signal)).rejects.toBe('gone');
  });

  it('takes a secret or stage that does not exist for none', async () => {
    await using server = await serveSecret(400, { __type: 'ResourceNotFoundException', message: 'x' });
    await using reader = readerOf(server);
    await expect(reader.read('creds', 'AWSPREVIOUS', signal)).resolves.toBeUndefined();
  });

  it('reads the version at the stage asked for', async () => {
    const asked: unknown[] = [];
    await using server = await serveSecret(200, { SecretString: '{"a":1}' }, asked);
    await using reader = readerOf(server);
    await expect(reader.read('creds', 'AWSPREVIOUS', signal)).resolves.toBe('{"a":1}');
    expect(asked).toEqual([['secretsmanager.GetSecretValue', { SecretId: 'creds', VersionStage: 'AWSPREVIOUS' }]]);
  });

  it('says when a version was made, where the store does', async () => {
    await using server = await serveSecret(200, { SecretString: 'text', CreatedDate: 1_800_000_000.25 });
    await using reader = readerOf(server);
    await expect(reader.readVersion('creds', 'AWSCURRENT', signal)).resolves.toEqual({
      text: 'text',
      createdAtEpochMs: 1_800_000_000_250,
    });
    await using older = await serveSecret(200, { SecretString: 'text' });
    await using silent = readerOf(older);
    await expect(silent.readVersion('creds', 'AWSCURRENT', signal)).resolves.toEqual({ text: 'text' });
  });
});
