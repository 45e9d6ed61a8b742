import { generateKeyPairSync } from 'node:crypto';
import { CredentialsUnavailableError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { checkSdkEnvironment } from '../config/gateway-config.js';
import { runDocumentsCommand } from './run-documents-command.js';

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const NEXT_KEY = 'mrk-1234abcd12ab34cd56ef1234567890ab';
const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' });

async function run(args: readonly string[], failure?: Error, env: Record<string, string> = {}) {
  const written = { out: '', error: '' };
  const exitCode = await runDocumentsCommand(args, {
    checkEnvironment: () => checkSdkEnvironment(env),
    readKey: (keyId) => (failure ? Promise.reject(failure) : Promise.resolve({ keyId, publicKey })),
    writeOut: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
  });
  return { exitCode, ...written };
}

describe('the command for the issuer’s documents', () => {
  it.each([
    ['--issuer takes an https URL without a query', []],
    ['--issuer takes an https URL without a query', ['--issuer', 'http://sesame.example', '--key', KEY]],
    ['--issuer takes an https URL without a query', ['--issuer', 'https://sesame.example/', '--key', KEY]],
    ['--key takes the id or ARN of a KMS key, no alias', ['--issuer', 'https://id.example']],
    ['--key takes the id or ARN of a KMS key, no alias', ['--issuer', 'https://id.example', '--key', 'alias/sesame']],
    ['takes --issuer URL and --key KEY, and nothing else', ['--sesame']],
    ['takes --issuer URL and --key KEY, and nothing else', ['sesame']],
  ])('says "%s"', async (line, args) => {
    expect(await run(args)).toEqual({ exitCode: 2, out: '', error: `identity-documents: ${line}\n` });
  });

  it('asks KMS nowhere but where it may be asked', async () => {
    const env = { AWS_ENDPOINT_URL_KMS: 'http://sesame.example', GATEWAY_TYPO: 'means nothing here' };
    const { exitCode, error } = await run(['--issuer', 'https://id.example', '--key', KEY], undefined, env);
    expect([exitCode, error]).toEqual([2, expect.stringContaining('AWS_ENDPOINT_URL_KMS must use https')]);
    expect(error).not.toContain('sesame');
  });

  it('says why KMS gives out no key', async () => {
    const failure = new CredentialsUnavailableError('there is no such signing key', new Error('sesame'));
    const { exitCode, error } = await run(['--issuer', 'https://id.example', '--key', KEY], failure);
    expect([exitCode, error]).toEqual([1, expect.stringMatching(/there is no such signing key\n$/)]);
  });

  it('throws what is a defect', async () => {
    await expect(run(['--issuer', 'https://id.example', '--key', KEY], new TypeError('a defect'))).rejects.toThrow(
      'a defect',
    );
  });

  it('explains itself', async () => {
    expect(await run(['-h'])).toEqual({ exitCode: 0, out: expect.stringContaining('Exit codes'), error: '' });
  });

  it('prints each document under its path, with every key', async () => {
    const { exitCode, out } = await run(['--issuer', 'https://id.example/g', '--key', KEY, '--key', NEXT_KEY]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      '.well-known/openid-configuration': {
        issuer: 'https://id.example/g',
        jwks_uri: 'https://id.example/g/keys.json',
      },
      'keys.json': { keys: [{ kid: KEY }, { kid: NEXT_KEY }] },
    });
  });
});
