import { describe, expect, it } from 'vitest';
import { forgeToken, GOOD_CLAIMS, TOKEN_SECRET } from '../../../../../test/support/forge-token.js';
import { MemorySecretReader } from '../../../../../test/support/memory-secret-reader.js';
import { loadGatewayConfig } from '../../config/gateway-config.js';
import { runInspectCommand } from './run-inspect-command.js';

async function run(args: readonly string[], { input = '', reader = goodReader(), env = {} } = {}) {
  const written = { out: '', error: '' };
  const exitCode = await runInspectCommand(args, {
    loadConfig: () => loadGatewayConfig(env),
    createReader: () => reader,
    readInput: () => Promise.resolve(input),
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
  });
  return { exitCode, ...written };
}

const goodReader = () => new MemorySecretReader().put('bearer-token-secret', { current: TOKEN_SECRET });

function tokenOfNow(claims: object = {}, secret = TOKEN_SECRET): string {
  const iat = Math.floor(Date.now() / 1_000);
  return forgeToken({ secret, claims: { ...GOOD_CLAIMS, iat, exp: iat + 60, ...claims } });
}

describe('the inspect command, given something wrong', () => {
  it.each([[[]], [['a', 'b']], [['-', '-']]])('takes one word, not %j', async (args) => {
    const error = 'token:inspect: command line takes one token, or -\n';
    expect(await run(args)).toEqual({ exitCode: 2, out: '', error });
  });

  it('tells a token that nobody can judge from one that is refused', async () => {
    const reader = new MemorySecretReader();
    expect(await run([tokenOfNow()], { reader })).toEqual({
      exitCode: 1,
      out: '',
      error: 'token:inspect: The token keys that GATEWAY_TOKEN_SECRET_ID stands for are unavailable: no-such-secret\n',
    });
  });

  it('names what is wrong with the environment', async () => {
    const { exitCode, error } = await run(['x'], { env: { PORT: 'sesame' } });
    expect([exitCode, error]).toEqual([1, expect.stringContaining('PORT must be')]);
    expect(error).not.toContain('sesame');
  });
});

describe('the inspect command', () => {
  it('helps', async () => {
    expect(await run(['-h'])).toMatchObject({ exitCode: 0, out: expect.stringContaining('Exit code 0: valid') });
  });

  it('shows what a good token holds, from the input as well', async () => {
    const token = tokenOfNow();
    const shown = await run([token]);
    expect(shown).toMatchObject({ exitCode: 0, error: '' });
    expect(JSON.parse(shown.out)).toMatchObject({
      verdict: 'valid',
      header: { alg: 'HS256' },
      claims: { sub: 'alice', models: ['*'] },
    });
    expect(await run(['-'], { input: `${token}\n` })).toEqual(shown);
  });

  it.each([
    ['expired', { iat: 1_000, exp: 1_060 }],
    ['claims', { sub: '' }],
    ['not-yet-valid', { nbf: 4_000_000_000 }],
  ])('says why a token is refused: %s', async (verdict, claims) => {
    const { exitCode, out } = await run([tokenOfNow(claims)]);
    expect([exitCode, JSON.parse(out)]).toEqual([3, expect.objectContaining({ verdict })]);
  });

  it('shows what a forged token claims, and what is no token without claims', async () => {
    expect(JSON.parse((await run([tokenOfNow({}, `${TOKEN_SECRET}!`)])).out)).toMatchObject({
      verdict: 'signature',
      claims: { sub: 'alice' },
    });
    expect(JSON.parse((await run(['sesame'])).out)).toEqual({ verdict: 'malformed', header: null, claims: null });
  });

  it('keeps from the terminal what would turn its text around or colour it', async () => {
    const { out } = await run([tokenOfNow({ sub: '\u202e\u001b[31m\u0085é' })]);
    expect(out).toMatch(/^[\n\x20-\x7e]*$/);
    expect(JSON.parse(out)).toMatchObject({ claims: { sub: '\u202e\u001b[31m\u0085é' } });
  });
});
