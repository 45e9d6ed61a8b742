import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsOf } from '../support/proof.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import { runGateway } from './running-gateway.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
let answer: (response: ServerResponse, canary: string) => void;
const server = createServer((_, response) => answer(response, ground.canaries.plant('what a key set says')));
let ground: CanaryGround;

beforeAll(async () => {
  ground = await prepareGround();
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await ground[Symbol.asyncDispose]();
});

/** A token that no key of the set has signed, or whose key nobody can read. */
async function foreignToken(): Promise<string> {
  const token = await new SignJWT({ sub: ground.canaries.plant('a subject that nobody vouches for') })
    .setProtectedHeader({ alg: 'RS256', kid: ground.canaries.plant('a kid that nobody knows').slice(0, 64) })
    .setExpirationTime('5m')
    .sign(privateKey);
  for (const part of token.split('.')) ground.canaries.watch(part);
  return token;
}

/** Each with the status that a caller gets to see: one that reads keys refuses the token, the others can say nothing. */
const KEY_SETS: [name: string, status: number, say: typeof answer][] = [
  ['an error that says much', 503, (response, canary) => response.writeHead(500, { 'x-why': canary }).end(canary)],
  [
    'a key of another name',
    401,
    (response, canary) => {
      const key = { ...publicKey.export({ format: 'jwk' }), kid: canary, use: 'sig', x5c: [canary], [canary]: 1 };
      response.end(JSON.stringify({ keys: [key], [canary]: canary }));
    },
  ],
  [
    'a private key',
    503,
    (response, canary) => {
      const key = privateKey.export({ format: 'jwk' });
      ground.canaries.watch(String(key.d));
      response.end(JSON.stringify({ keys: [{ ...key, kid: canary }] }));
    },
  ],
  ['a page', 503, (response, canary) => response.end(`<html>${canary}</html>`)],
  ['broken JSON', 503, (response, canary) => response.end(`{"keys":[{"kid":"${canary}"`)],
  ['far too long', 503, (response, canary) => response.end(canary.repeat(200_000))],
  ['elsewhere', 503, (response, canary) => response.writeHead(302, { location: `/${canary}` }).end()],
  ['cut off', 503, (response, canary) => response.write(canary, () => response.destroy())],
];

describe.each(KEY_SETS.slice(0, runsOf({ sample: 3, full: 8 })))('a key set that is %s', (_, status, say) => {
  it(`is told to nobody: the caller gets a ${status}, and the log has a word`, async () => {
    answer = say;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${ground.canaries.plant('path of the keys')}`;
    await using gateway = await runGateway({ ...ground.env, GATEWAY_TOKEN_JWKS_URL: url });
    const headers = { authorization: `Bearer ${await foreignToken()}` };
    const response = await fetch(`${gateway.url}/status`, { headers });
    const told = JSON.stringify([...response.headers]) + (await response.text());
    expect(response.status).toBe(status);
    expect(ground.canaries.leaksIn(told)).toEqual([]);
    const { stdout, stderr } = gateway.written;
    for (const text of [stdout, stderr]) expect(ground.canaries.leaksIn(text)).toEqual([]);
    expect(stdout.toString() + stderr.toString()).toContain(
      status === 401 ? '"code":"TOKEN_REFUSED","reason":"signature"' : '"code":"TOKEN_KEYS_UNAVAILABLE"',
    );
  });
});
