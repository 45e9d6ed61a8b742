import { SecretUnreadableError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { TOKEN_SECRET } from '../../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../../test/support/memory-secret-reader.js';
import { loadGatewayConfig } from '../../config/gateway-config.js';
import { createTokenKeys } from '../keys/create-token-keys.js';
import { TokenVerifier } from '../token-verifier.js';
import { runTokenCommand } from './run-token-command.js';

const goodReader = () => new MemorySecretReader().put('bearer-token-secret', { current: TOKEN_SECRET });

async function run(args: readonly string[], env: Record<string, string> = {}, reader = goodReader()) {
  const written = { out: '', error: '' };
  const exitCode = await runTokenCommand(args, {
    loadConfig: () => loadGatewayConfig(env),
    createReader: () => reader,
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
  });
  return { exitCode, ...written };
}

async function callerOf(token: string) {
  const { tokens } = loadGatewayConfig({});
  return await new TokenVerifier(createTokenKeys(tokens, goodReader()), tokens).verify(token.trimEnd());
}

const lifetimeOf = (token: string) => {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    'exp' | 'iat',
    number
  >;
  return claims.exp - claims.iat;
};

describe('the token command, given something wrong', () => {
  it.each([
    ['--sub is missing', []],
    ['--sub needs a value', ['--sub']],
    ['--sub needs a value', ['--sub', '--routes', 'vpn']],
    ['--sub takes 1 to 256 printable characters', ['--sub', '']],
    ['--sub must be given once', ['--sub', 'alice', '--sub=bob']],
    ['--role is not an option', ['--sub', 'alice', '--role', 'sesame']],
    ['-x is not an option', ['--sub', 'alice', '-x']],
    ['--help takes no value', ['--help=sesame']],
    ['command line holds an unknown option', ['--sub', 'alice', `--${'sesame'.repeat(10)}`]],
    ['command line takes options only, no loose words', ['--sub', 'alice', 'sesame']],
    ['command line takes options only, no loose words', ['--sub', 'alice', '--', '--tenant']],
    [
      '--permissions takes a list of: bedrock:invoke,bedrock:invoke-stream,bedrock:list-models,status:read,audit:read,console:read',
      ['--sub', 'alice', '--permissions', 'bedrock:invoke,sesame'],
    ],
    ['--routes takes a list of: internet,vpn', ['--sub', 'alice', '--routes', 'sesame']],
    ['--classifications takes a list of: public,internal,cui', ['--sub', 'alice', '--classifications', 'sesame']],
    ['--models takes up to 100 globs of 1 to 256 characters', ['--sub', 'alice', '--models', 'a,,b']],
    ['--models takes up to 100 globs of 1 to 256 characters', ['--sub', 'alice', '--models', 'a'.repeat(257)]],
    ['--models takes up to 100 globs of 1 to 256 characters', ['--sub', 'alice', '--models', 'a,'.repeat(100) + 'a']],
    ['--tenant takes 1 to 128 of A-Z a-z 0-9 . _ : @ -', ['--sub', 'alice', '--tenant', 'two words']],
    ['--expires-in takes e.g. 30s, 15m or 1h, 3600s at most', ['--sub', 'alice', '--expires-in', '61m']],
    ['--expires-in takes e.g. 30s, 15m or 1h, 3600s at most', ['--sub', 'alice', '--expires-in', '15']],
    ['--expires-in takes e.g. 30s, 15m or 1h, 3600s at most', ['--sub', 'alice', '--expires-in', '0s']],
    ['--expires-in takes e.g. 30s, 15m or 1h, 3600s at most', ['--sub', 'alice', '--expires-in=-5m']],
  ])('says "%s" in one line and prints no token', async (line, args) => {
    expect(await run(args)).toEqual({ exitCode: 2, out: '', error: `token: ${line}\n` });
  });

  it('names what is wrong with the environment', async () => {
    expect(await run(['--sub', 'alice'], { PORT: 'sesame' })).toEqual({
      exitCode: 1,
      out: '',
      error: 'token: The configuration is not valid: PORT must be a whole number from 0 to 65535\n',
    });
  });

  it.each([
    ['no-such-secret', new MemorySecretReader()],
    ['too-short', new MemorySecretReader().put('bearer-token-secret', { current: 'sesame' })],
    ['unreadable (Error)', Object.assign(new MemorySecretReader(), { failure: new Error('sesame') })],
    ['unreadable', Object.assign(new MemorySecretReader(), { failure: 'sesame' })],
  ])('says that the secret is %s', async (reason, reader) => {
    expect(await run(['--sub', 'alice'], {}, reader)).toEqual({
      exitCode: 1,
      out: '',
      error: `token: The token keys that GATEWAY_TOKEN_SECRET_ID stands for are unavailable: ${reason}\n`,
    });
  });

  it("passes on the secret reader's own reason", async () => {
    const failure = new SecretUnreadableError('access-denied');
    const { error } = await run(['--sub', 'alice'], {}, Object.assign(new MemorySecretReader(), { failure }));
    expect(error).toContain('unreadable (');
    expect(error).toContain('access-denied');
  });

  it('does not dress up a defect', async () => {
    const around = { createReader: goodReader, writeOut: () => {}, writeError: () => {} };
    const loadConfig = () => {
      throw new RangeError('defect');
    };
    await expect(runTokenCommand(['--sub', 'alice'], { ...around, loadConfig })).rejects.toThrow(RangeError);
  });
});

describe('the token command', () => {
  it('explains itself without looking at the environment', async () => {
    for (const flag of ['--help', '-h']) {
      const { exitCode, out, error } = await run([flag], { PORT: 'wrong' });
      expect([exitCode, error]).toEqual([0, '']);
      expect(out).toContain('--expires-in 15m');
    }
  });

  it('prints one token, granting in full what is not named', async () => {
    const { exitCode, out, error } = await run(['--sub', 'alice']);
    expect([exitCode, error]).toEqual([0, '']);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(lifetimeOf(out)).toBe(3_600);
    expect(await callerOf(out)).toMatchObject({
      subject: 'alice',
      permissions: new Set([
        'bedrock:invoke',
        'bedrock:invoke-stream',
        'bedrock:list-models',
        'status:read',
        'audit:read',
        'console:read',
      ]),
      routes: new Set(['internet', 'vpn']),
      models: ['*'],
      classifications: new Set(['public', 'internal', 'cui']),
    });
  });

  it('grants what is named', async () => {
    const lists = ['--permissions', 'status:read,bedrock:invoke', '--routes=vpn', '--models', 'amazon.*, meta.*'];
    const { out } = await run(['--sub=alice', ...lists, '--classifications', 'cui', '--tenant', 'acme']);
    expect(await callerOf(out)).toMatchObject({
      tenant: 'acme',
      permissions: new Set(['bedrock:invoke', 'status:read']),
      routes: new Set(['vpn']),
      models: ['amazon.*', 'meta.*'],
      classifications: new Set(['cui']),
    });
  });

  it('grants nothing where a list is named but empty', async () => {
    const { out } = await run(['--sub', 'alice', '--permissions', '', '--models=', '--routes=']);
    const caller = await callerOf(out);
    expect([caller.permissions.size, caller.models.length, caller.routes.size]).toEqual([0, 0, 0]);
  });

  it.each([
    ['30s', 30],
    ['15m', 900],
    ['1h', 3_600],
  ])('makes tokens that last %s', async (text, seconds) => {
    expect(lifetimeOf((await run(['--sub', 'alice', '--expires-in', text])).out)).toBe(seconds);
  });

  it('stays under the configured lifetime', async () => {
    expect(lifetimeOf((await run(['--sub', 'alice'], { GATEWAY_TOKEN_MAX_LIFETIME_S: '60' })).out)).toBe(60);
  });
});
