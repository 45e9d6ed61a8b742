import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { pathOfBundle } from '../support/bundled.js';
import { Command, type CommandEnd } from '../support/command.js';
import { HELLO } from '../support/models.js';
import { post } from '../support/post.js';
import { environmentOf, startSystem, type System } from '../support/system.js';

const GATEWAY = 'apps/gateway/dist/main.js';
const TOKEN = pathOfBundle('token');
const INSPECT = 'apps/sandbox/dist/token-inspect.js';
const REVOKE = 'apps/gateway/dist/token-revoke.js';
const JWT_LINE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\n$/;
/** Stands in every wrong value, and must not be repeated. */
const VALUE = 'value-of-somebody-4711';

describe('npm run token', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const claimsOf = (token: string): unknown =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

  it('prints one token and nothing else, and the gateway takes it for what it says', async () => {
    await using command = Command.npm(['run', '-s', 'token', '--', '--sub', 'x'], environmentOf(system.sandbox));
    const { exitCode, stdout } = await command.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(JWT_LINE);
    const response = await post(system, '/bedrock/invoke', HELLO, { token: stdout.trim() });
    expect(response.status).toBe(200);
    expect(await system.recordOf(response)).toMatchObject({ subject: 'x', outcome: 'complete' });
    expect(claimsOf(stdout)).toMatchObject({
      sub: 'x',
      permissions: [
        'bedrock:invoke',
        'bedrock:invoke-stream',
        'bedrock:list-models',
        'status:read',
        'audit:read',
        'console:read',
      ],
      routes: ['internet', 'vpn'],
      models: ['*'],
      classifications: ['public', 'internal', 'cui'],
    });
  });

  it('grants what it is told to, and no more', async () => {
    const args = ['--sub', 'y', '--permissions', 'bedrock:invoke', '--routes', 'vpn', '--models', 'us.amazon.*,meta.*'];
    const more = ['--classifications', 'cui', '--tenant', 'team-1', '--expires-in', '15m'];
    await using command = Command.node(TOKEN, [...args, ...more], environmentOf(system.sandbox));
    const { stdout } = await command.ended;
    const claims = claimsOf(stdout) as { iat: number; exp: number };
    expect(claims).toMatchObject({
      sub: 'y',
      tenant: 'team-1',
      permissions: ['bedrock:invoke'],
      routes: ['vpn'],
      models: ['us.amazon.*', 'meta.*'],
      classifications: ['cui'],
    });
    expect(claims.exp - claims.iat).toBe(900);
    expect((await post(system, '/vpn/bedrock/invoke', HELLO, { token: stdout.trim() })).status).toBe(403);
  });

  it('passes on that the command line is at fault', async () => {
    await using command = Command.npm(['run', '-s', 'token', '--', '--nonsense', VALUE], environmentOf(system.sandbox));
    expect(await command.ended).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it.each([
    [[], 'token: --sub is missing\n'],
    [['--sub', 'x', '--subject', VALUE], 'token: --subject is not an option\n'],
    [['--sub', 'x', '--routes', VALUE], 'token: --routes takes a list of: internet,vpn\n'],
    [['--sub', 'x', '--expires-in', '2h'], 'token: --expires-in takes e.g. 30s, 15m or 1h, 3600s at most\n'],
  ])('says in one line what is wrong with %j', async (args, line) => {
    await using command = Command.node(TOKEN, args, {});
    expect(await command.ended).toEqual({ exitCode: 2, stdout: '', stderr: line });
  });
});

describe('the commands for a token that is there', () => {
  const table = { GATEWAY_REVOCATION_TABLE: 'revoked-tokens' };
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ env: table });
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const inspect = async (token: string): Promise<CommandEnd> => {
    const env = { ...environmentOf(system.sandbox), ...table };
    await using command = Command.node(INSPECT, ['-'], env, token);
    return await command.ended;
  };

  it('show what it holds, revoke it, and then say so', async () => {
    const token = await system.token({ subject: 'alice' });
    const good = await inspect(`${token}\n`);
    expect(good).toMatchObject({ exitCode: 0, stderr: '' });
    const { verdict, claims } = JSON.parse(good.stdout) as { verdict: string; claims: { sub: string; jti: string } };
    expect([verdict, claims.sub]).toEqual(['valid', 'alice']);

    const env = { ...environmentOf(system.sandbox), ...table };
    await using command = Command.node(REVOKE, ['--jti', claims.jti], env);
    expect(await command.ended).toMatchObject({ exitCode: 0, stderr: '' });

    const revoked = await inspect(token);
    expect(revoked.exitCode).toBe(3);
    expect(JSON.parse(revoked.stdout)).toMatchObject({ verdict: 'revoked', claims: { sub: 'alice' } });
  });

  it('say nothing of a token but that it is none', async () => {
    const { exitCode, stdout, stderr } = await inspect(VALUE);
    expect([exitCode, JSON.parse(stdout), stderr]).toEqual([
      3,
      { verdict: 'malformed', header: null, claims: null },
      '',
    ]);
  });
});

describe('the gateway alone', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const run = async (env: Readonly<Record<string, string>>, entry = pathOfBundle('main')): Promise<CommandEnd> => {
    await using command = Command.node(entry, [], env);
    return await command.ended;
  };

  it('names every variable that is wrong, none of their values, and does not start', async () => {
    const wrong = {
      PORT: VALUE,
      HOST: `${VALUE}/x`,
      GATEWAY_ATTACHMENT: VALUE,
      GATEWAY_INTERNET_ENDPOINT: `http://${VALUE}.example`,
      GATEWAY_VPN_ENDPOINT: `https://${VALUE}@example.com`,
      GATEWAY_DATA_CLASSES: `{"${VALUE}":["tunnel"]}`,
      GATEWAY_DEFAULT_CLASS: '',
      GATEWAY_DOCS: 'yes',
      GATEWAY_MAX_BODY_BYTES: '1e9',
      GATEWAY_AUDIT_MODE: VALUE,
      GATEWAY_AUDIT_CREATE_TABLE: 'true',
      GATEWAY_SECRET_OF_MINE: VALUE,
      AWS_BEARER_TOKEN_BEDROCK: VALUE,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `ftp://${VALUE}`,
    };
    const end = await run(wrong, GATEWAY);
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toMatch(/^Cannot start: The configuration is not valid: .+\n$/);
    for (const name of Object.keys(wrong)) expect(end.stderr).toContain(` ${name} `);
    expect(end.stderr).not.toContain(VALUE);
  });

  it.each([
    [{ GATEWAY_MAX_BODY_BYTE: '1' }, 'GATEWAY_MAX_BODY_BYTE is not a variable of the gateway'],
    [{ AWS_BEARER_TOKEN_BEDROCK: VALUE }, 'AWS_BEARER_TOKEN_BEDROCK must not be set: it would win over the secret'],
    [{ GATEWAY_DATA_CLASSES: '{"cui":["vpn"],"cui":["internet"]}' }, 'GATEWAY_DATA_CLASSES must name each class once'],
  ])('does not start over a mistake that would matter later: %j', async (env, reason) => {
    const end = await run({ ...environmentOf(sandbox), ...env });
    expect(end.exitCode).toBe(1);
    expect(end.stderr).toContain(reason);
    expect(end.stderr).toMatch(/^[^\n]+\n$/);
  });

  it('says in one line that its port is in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const PORT = String((holder.address() as AddressInfo).port);
    const end = await run({ ...environmentOf(sandbox), PORT });
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toBe('Cannot start: the port is in use; set PORT to another one\n');
    holder.close();
  });

  it('says in one line that it cannot read the secret that verifies tokens', async () => {
    const end = await run({ ...environmentOf(sandbox), PORT: '0', GATEWAY_TOKEN_SECRET_ID: `no-such-${VALUE}` });
    expect(end).toMatchObject({ exitCode: 1, stdout: '' });
    expect(end.stderr).toMatch(/^Cannot start: [^\n]*GATEWAY_TOKEN_SECRET_ID[^\n]*no-such-secret[^\n]*\n$/);
    expect(end.stderr).not.toContain(VALUE);
  });

  it('needs nothing but the secrets to start, and ends in order when it is told to', async () => {
    await sandbox.faults.setStore('dynamodb', { fault: 'down' });
    await using command = Command.node(GATEWAY, [], { ...environmentOf(sandbox), PORT: '0' });
    const { url } = JSON.parse(await command.line(/"message":"listening"/)) as { url: string };
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    command.kill('SIGTERM', 'itself');
    expect((await command.ended).exitCode).toBe(0);
    await sandbox.faults.clear();
  });
});

it('a fresh clone can make a token before anything was started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  await using command = Command.node('apps/sandbox/dist/token.js', ['--sub', 'x'], { SANDBOX_FOLDER: folder });
  const { exitCode, stdout } = await command.ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(JWT_LINE) });
  await rm(folder, { recursive: true });
});
