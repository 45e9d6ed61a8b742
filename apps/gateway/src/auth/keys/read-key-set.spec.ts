import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemorySecretReader } from '../../../../../test/support/memory-secret-reader.js';
import { TokenKeysUnavailableError, type KeyFailure } from '../errors.js';
import { fetchKeySet, readKeySet } from './read-key-set.js';

const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const KEY_SET = JSON.stringify({ keys: [{ ...jwk, kid: 'e' }] });
const signal = new AbortController().signal;

describe('fetchKeySet', () => {
  let server: Server;
  let answer: RequestListener;
  let url: string;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('reads the keys', async () => {
    answer = (_request, response) => response.end(KEY_SET);
    expect(await fetchKeySet(url, signal)).toMatchObject([{ algorithm: 'ES256', keyId: 'e' }]);
  });

  it.each<[KeyFailure, string, RequestListener]>([
    ['unreadable', 'another status', (_request, response) => response.writeHead(404).end(KEY_SET)],
    ['unreadable', 'a redirect', (_request, response) => response.writeHead(302, { location: '/other' }).end()],
    ['unreadable', 'a broken connection', (request) => request.socket.destroy()],
    ['unreadable', 'more than 64 KiB', (_request, response) => response.end(KEY_SET.padEnd(65_537))],
    ['malformed', 'something else than a key set', (_request, response) => response.end('<html>')],
    ['malformed', 'nothing', (_request, response) => response.writeHead(200).end()],
    ['no-usable-key', 'an empty key set', (_request, response) => response.end('{"keys":[]}')],
  ])('reports as %s %s', async (reason, _, listener) => {
    answer = (request, response) => (request.url === '/keys' ? listener(request, response) : response.end(KEY_SET));
    await expect(fetchKeySet(url, signal)).rejects.toThrow(
      new TokenKeysUnavailableError('GATEWAY_TOKEN_JWKS_URL', reason),
    );
  });

  it('takes a key set of exactly 64 KiB', async () => {
    answer = (_request, response) => response.end(KEY_SET.padEnd(65_536));
    expect(await fetchKeySet(url, signal)).toHaveLength(1);
  });

  it('ends with its signal', async () => {
    const ending = new AbortController();
    answer = (_request, response) => {
      response.write('{"keys":');
      ending.abort();
    };
    await expect(fetchKeySet(url, ending.signal)).rejects.toMatchObject({ reason: 'unreadable' });
  });
});

describe('readKeySet', () => {
  const reader = new MemorySecretReader();
  const source = { reader, secretId: 'keys', variable: 'GATEWAY_TOKEN_JWKS_SECRET_ID' } as const;

  it('reads the keys out of the secret', async () => {
    reader.put('keys', { current: KEY_SET });
    expect(await readKeySet(source, signal)).toMatchObject([{ algorithm: 'ES256', keyId: 'e' }]);
  });

  it('reports a secret that is missing, or no key set', async () => {
    reader.put('keys', {});
    await expect(readKeySet(source, signal)).rejects.toMatchObject({ reason: 'no-such-secret' });
    reader.put('keys', { current: 'text' });
    await expect(readKeySet(source, signal)).rejects.toMatchObject({
      source: 'GATEWAY_TOKEN_JWKS_SECRET_ID',
      reason: 'malformed',
    });
  });
});
