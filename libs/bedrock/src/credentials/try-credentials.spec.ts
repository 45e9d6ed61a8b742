import { describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { answer, startHttpServer } from '../testing/loopback-server.js';
import { tryCredentials } from './try-credentials.js';

const { signal } = new AbortController();
const SECRET = { text: '{"bedrock_api_key":"ABSKpending"}', secretId: 'creds' };

const optionsFor = (runtimeEndpoint: string): ConnectionOptions => ({
  runtimeEndpoint,
  region: 'us-east-1',
  privateAddressesOnly: false,
  connectTimeoutMs: 1_000,
  maxConnections: 1,
  firstByteTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
});

describe('tryCredentials', () => {
  it.each([
    [401, 'UnrecognizedClientException', 'denied'],
    [403, 'AccessDeniedException', 'denied'],
    [403, 'ExpiredTokenException', 'denied'],
    // The front door's own, which come before it has looked at the credentials.
    [400, 'IncompleteSignature', 'denied'],
    [400, 'SerializationException', 'bad-request'],
    [404, 'UnknownOperationException', 'bad-request'],
    [400, '', 'bad-request'],
    [429, 'ThrottlingException', 'throttled'],
    [500, 'InternalServerException', 'internal'],
  ])('takes no %i %s for a proof', async (status, type, kind) => {
    await using server = await startHttpServer((_request, response) =>
      answer(response, status, '{"message":"x"}', { 'x-amzn-errortype': type }),
    );
    await expect(tryCredentials(SECRET, optionsFor(server.origin), signal)).rejects.toMatchObject({ kind });
  });

  it('takes no answer for a proof that is not Bedrock’s', async () => {
    await using server = await startHttpServer((_request, response) => void response.writeHead(404).end('not found'));
    const trial = tryCredentials(SECRET, optionsFor(server.origin), signal);
    await expect(trial).rejects.toMatchObject({ kind: 'not-bedrock' });
  });

  it.each(['no JSON', '{}', '{"bedrock_api_key":"a b"}'])(
    'sends nothing where there are no credentials: %s',
    async (text) => {
      await using server = await startHttpServer((_request, response) => answer(response, 200, '{}'));
      const trial = tryCredentials({ ...SECRET, text }, optionsFor(server.origin), signal);
      await expect(trial).rejects.toMatchObject({ code: 'CREDENTIALS_UNAVAILABLE' });
    },
  );

  it('does not leave private addresses on a connection that is for them alone', async () => {
    const options = { ...optionsFor('https://192.0.2.1'), privateAddressesOnly: true };
    await expect(tryCredentials(SECRET, options, signal)).rejects.toMatchObject({ reason: 'address-not-private' });
  });

  it.each([
    [400, 'ValidationException'],
    [404, 'ResourceNotFoundException'],
    [200, ''],
  ])('is content with %i %s, which only those hear who are let in', async (status, type) => {
    const seen: unknown[] = [];
    await using server = await startHttpServer((request, response) => {
      seen.push(request.headers.authorization);
      answer(response, status, '{"message":"x"}', type === '' ? {} : { 'x-amzn-errortype': type });
    });
    await expect(tryCredentials(SECRET, optionsFor(server.origin), signal)).resolves.toBeUndefined();
    expect(seen).toEqual(['Bearer ABSKpending']);
  });
});
