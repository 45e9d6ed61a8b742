import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import { writeScripts } from '../testing/fake-gateway.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { runToken } from './run-token.js';

/** Asks the secrets endpoint in its environment for the token secret, and writes down what it saw. */
const asking = `
import { writeFileSync } from 'node:fs';
const url = process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER;
const headers = { 'x-amz-target': 'secretsmanager.GetSecretValue', authorization: 'AWS4-HMAC-SHA256 x' };
const response = await fetch(url, { method: 'POST', headers, body: '{"SecretId":"bearer-token-secret"}' });
const { SecretString } = await response.json();
const { AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB } = process.env;
const seen = { SecretString, AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB, args: process.argv.slice(2) };
writeFileSync(new URL('seen.json', import.meta.url), JSON.stringify(seen));
process.exit(5);
`;

async function askIn(
  folder: string,
  env: Record<string, string> = {},
): Promise<{ code: number; seen: Record<string, unknown> }> {
  const { tokenScript } = await writeScripts(folder, '', asking);
  const code = await runToken({ env, folder: join(folder, 'state'), tokenScript, args: ['--sub', 'x'] });
  return { code, seen: JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8')) as Record<string, unknown> };
}

describe('npm run token', () => {
  it('works without a sandbox that runs, and makes the secret that one will use', async () => {
    const folder = await temporaryFolder();
    const { code, seen } = await askIn(folder);
    expect(code).toBe(5);
    expect(seen).toMatchObject({ args: ['--sub', 'x'], AWS_REGION: 'us-gov-west-1' });
    expect(seen['AWS_ACCESS_KEY_ID']).toBeDefined();
    expect(seen['AWS_ENDPOINT_URL_DYNAMODB']).toBeUndefined();
    await using sandbox = await startSandbox({ folder: join(folder, 'state') });
    expect(await sandbox.readSecret('bearer-token-secret')).toBe(seen['SecretString']);
  });

  it('reads the secret of a sandbox that runs beside it, rotated or not', async () => {
    const folder = await temporaryFolder();
    await using sandbox = await startSandbox({ folder: join(folder, 'state') });
    await sandbox.rotateSecret('bearer-token-secret');
    expect((await askIn(folder)).seen['SecretString']).toBe(await sandbox.readSecret('bearer-token-secret'));
  });

  it('asks the Secrets Manager that the environment names', async () => {
    await using elsewhere = await startSandbox();
    const folder = await temporaryFolder();
    const { seen } = await askIn(folder, { AWS_ENDPOINT_URL_SECRETS_MANAGER: elsewhere.urls.secretsManager });
    expect(seen['SecretString']).toBe(await elsewhere.readSecret('bearer-token-secret'));
    expect(seen['AWS_ACCESS_KEY_ID']).toBeUndefined();
  });
});
