import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../apps/gateway/src/ctl/doctor/finding.js';
import { serveOnce } from './serve-once.js';
import { startSystem, type System } from '../support/system.js';
import { ctl, type CtlEnd, type CtlOptions } from './ctl-in-process.js';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

const doctor = (options: CtlOptions = {}): Promise<CtlEnd> => ctl(system, ['doctor', '--json'], options);
const failures = (end: CtlEnd): readonly Finding[] =>
  (end.documents as unknown as readonly Finding[]).filter(({ state }) => state === 'failed');

describe('the doctor, where the environment is at fault,', () => {
  it('names every variable that is wrong, and none of the values', async () => {
    const end = await doctor({ env: { GATEWAY_AUDIT_MODE: 'value-4711', GATEWAY_AUDIT_TABEL: 'value-4711' } });
    expect(failures(end).slice(0, 2)).toEqual([
      {
        check: 'configuration',
        state: 'failed',
        detail: 'GATEWAY_AUDIT_MODE must be strict or available',
        next: 'docs/configuration.md',
      },
      {
        check: 'configuration',
        state: 'failed',
        detail: 'GATEWAY_AUDIT_TABEL is not a variable of the gateway',
        next: 'docs/configuration.md',
      },
    ]);
    expect(end.stdout).not.toContain('value-4711');
    expect(end.exitCode).toBe(1);
  });

  it('names secrets of another partition', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:creds-AbCdEf';
    const [first] = failures(await doctor({ env: { GATEWAY_BEDROCK_SECRET_ID: arn } }));
    expect(first).toEqual({
      check: 'partition',
      state: 'failed',
      detail: 'GATEWAY_BEDROCK_SECRET_ID is an ARN of another partition (arn:aws:)',
      next: 'name a secret of GovCloud: arn:aws-us-gov:...',
    });
  });

  it.each([
    ['us-east-1', 'AWS_REGION is us-east-1, which is not in GovCloud'],
    [undefined, 'AWS_REGION is not set'],
  ])('names a region of another partition: %s', async (region, detail) => {
    // Addresses that nothing is resolved for: who has no stand-ins has real ones, and these are not reached.
    const env = {
      AWS_REGION: region,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: 'https://127.0.0.1:1',
      GATEWAY_AUDIT_CREATE_TABLE: undefined,
    };
    const [first] = failures(await doctor({ env }));
    expect(first).toMatchObject({ check: 'partition', detail });
  });

  it('says that there is no token where there are no credentials either', async () => {
    const [first] = failures(await doctor({ besideSandbox: false }));
    expect(first).toMatchObject({
      check: 'token',
      detail: 'There is no token: CTL_TOKEN is not set, and without credentials of AWS none can be signed',
    });
  });

  it('needs nothing but a token to look at a gateway from elsewhere', async () => {
    const end = await doctor({ besideSandbox: false, env: { CTL_TOKEN: await system.token() } });
    expect(failures(end)).toEqual([]);
    expect(end.documents).toContainEqual({
      check: 'partition',
      state: 'skipped',
      detail: 'nothing here says how to reach AWS: what follows is what the gateway tells',
    });
    expect(end.exitCode).toBe(0);
  });

  it('says when the token has expired, and asks nothing with it', async () => {
    const token = await system.token({ lifetimeSeconds: 60 });
    const nowEpochMs = (): number => Date.now() + 3_600_000;
    const [first] = failures(await doctor({ env: { CTL_TOKEN: token }, nowEpochMs }));
    expect(first).toMatchObject({ check: 'token', next: 'ctl token issue --sub NAME' });
    expect(first?.detail).toMatch(/^The token in CTL_TOKEN expired at \d{4}-/);
  });
});

describe('the doctor, where the gateway is at fault,', () => {
  const look = (url: string): Promise<CtlEnd> => ctl({ ...system, url }, ['doctor', '--json']);

  it('says that nothing listens there', async () => {
    const [first] = failures(await look('http://127.0.0.1:1'));
    expect(first).toEqual({
      check: 'gateway: network',
      state: 'failed',
      detail: 'TCP to 127.0.0.1:1: the connection is refused: nothing listens there',
      next: 'npm start, or check --url or CTL_GATEWAY_URL',
    });
  });

  it('says that something else answers', async () => {
    await using other = await serveOnce(createServer((_, response) => response.end('<html>hello</html>')));
    const [first] = failures(await look(other.url));
    expect(first).toMatchObject({ check: 'gateway', next: 'check --url or CTL_GATEWAY_URL' });
    expect(first?.detail).toBe(`What answers at ${other.url} is not the gateway: it gives its answers no id`);
  });

  it('says that the answer is cut off', async () => {
    await using cut = await serveOnce(
      createServer((_, response) => {
        response.writeHead(200, { 'x-request-id': 'x', 'content-length': 100 });
        response.write('{"status"', () => response.destroy());
      }),
    );
    const [first] = failures(await look(cut.url));
    expect(first).toMatchObject({ check: 'gateway', detail: 'The answer broke off before its end' });
  });

  it('sends no token after a redirect', async () => {
    const seen: (string | undefined)[] = [];
    await using away = await serveOnce(
      createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end('{}');
      }),
    );
    await using redirecting = await serveOnce(
      createServer((_, response) => response.writeHead(307, { location: away.url, 'x-request-id': 'x' }).end()),
    );
    const end = await ctl({ ...system, url: redirecting.url }, ['status']);
    expect([end.exitCode, seen]).toEqual([1, []]);
  });
});
