import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsOf } from '../support/proof.js';
import { prepareGround, type CanaryGround } from './canary-ground.js';
import { runGateway } from './running-gateway.js';

let ground: CanaryGround;
beforeAll(async () => {
  ground = await prepareGround();
});
afterAll(() => ground[Symbol.asyncDispose]());

describe('a start that fails', () => {
  const starts: [string, (canary: string) => Record<string, string>][] = [
    [
      'bad values',
      (canary) => ({
        GATEWAY_AUDIT_MODE: canary,
        GATEWAY_DATA_CLASSES: `{"${canary}`,
        GATEWAY_INTERNET_ENDPOINT: `http://${canary}.example`,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
      }),
    ],
    ['a missing secret', (canary) => ({ GATEWAY_TOKEN_SECRET_ID: canary })],
    [
      'a certificate that is none',
      (canary) => ({ GATEWAY_TLS_CERT_FILE: `/${canary}`, GATEWAY_TLS_KEY_FILE: `/${canary}` }),
    ],
    ['a host that is not here', (canary) => ({ HOST: `${canary}.invalid` })],
  ];
  it.each(starts.slice(0, runsOf({ sample: 2, full: 4 })))('for %s says why without a value', async (_, change) => {
    await using failed = await runGateway({ ...ground.env, ...change(ground.canaries.plant('a bad start')) });
    expect(failed.url).toBe('');
    expect(await failed.ended).toBe(1);
    expect(failed.written.stderr.toString()).toMatch(/^Cannot start: /m);
    for (const text of Object.values(failed.written)) expect(ground.canaries.leaksIn(text)).toEqual([]);
  });
});
