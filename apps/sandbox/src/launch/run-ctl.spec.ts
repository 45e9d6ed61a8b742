import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { runCtl } from './run-ctl.js';
import { writeRunning } from './running-file.js';

/** Writes down what it was run with. */
const asking = `
import { writeFileSync } from 'node:fs';
writeFileSync(new URL('seen.json', import.meta.url), JSON.stringify({ ...process.env, args: process.argv.slice(2) }));
process.exitCode = 7;
`;

type Seen = Readonly<Record<string, unknown>>;

async function askIn(folder: string, env: Record<string, string> = {}): Promise<{ code: number; seen: Seen }> {
  const script = join(folder, 'ctl.mjs');
  await writeFile(script, asking);
  const code = await runCtl({ env, folder, script, args: ['status', '--json'] });
  return { code, seen: JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8')) as Seen };
}

async function folderOfRunning(): Promise<string> {
  const folder = await temporaryFolder();
  const variables = { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:2', AWS_REGION: 'us-gov-west-1' };
  const urls = { gatewayUrl: 'http://127.0.0.1:3999', switchboardUrl: 'http://127.0.0.1:4000' };
  await writeRunning(folder, { pid: process.pid, ...urls, variables });
  return folder;
}

describe('npm run ctl', () => {
  it('speaks to what runs beside it, passes on its arguments, and has its exit code', async () => {
    const { code, seen } = await askIn(await folderOfRunning());
    expect(code).toBe(7);
    expect(seen).toMatchObject({
      args: ['status', '--json'],
      CTL_GATEWAY_URL: 'http://127.0.0.1:3999',
      CTL_SLOW_AFTER_MS: '190',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:2',
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXSANDBOX00',
    });
  });

  it('leaves what the shell has set, but for the key that a gateway refuses', async () => {
    const mine = {
      AWS_REGION: 'us-gov-east-1',
      AWS_PROFILE: 'mine',
      AWS_BEARER_TOKEN_BEDROCK: 'x',
      CTL_TOKEN: 'a.b.c',
    };
    const { seen } = await askIn(await folderOfRunning(), mine);
    expect(seen).toMatchObject({ AWS_REGION: 'us-gov-east-1', AWS_PROFILE: 'mine', CTL_TOKEN: 'a.b.c' });
    expect(seen['AWS_ACCESS_KEY_ID']).toBeUndefined();
    expect(seen['AWS_BEARER_TOKEN_BEDROCK']).toBeUndefined();
  });

  it.each([{ CTL_GATEWAY_URL: 'https://gateway.example' }, { GATEWAY_TOKEN_SECRET_ID: 'mine' }])(
    'adds nothing where the shell says itself what to speak to: %j',
    async (env) => {
      const { seen } = await askIn(await folderOfRunning(), env);
      expect(seen).toMatchObject(env);
      expect(seen['AWS_ENDPOINT_URL_SECRETS_MANAGER']).toBeUndefined();
      expect(seen['CTL_SLOW_AFTER_MS']).toBeUndefined();
    },
  );

  it('has the secrets of the sandbox where nothing runs', async () => {
    const { seen } = await askIn(await temporaryFolder(), { PORT: '3998' });
    expect(seen['AWS_ENDPOINT_URL_SECRETS_MANAGER']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(seen).toMatchObject({ CTL_GATEWAY_URL: 'http://127.0.0.1:3998', AWS_ACCESS_KEY_ID: 'AKIASANDBOXSANDBOX00' });
    expect(seen['AWS_ENDPOINT_URL_DYNAMODB']).toBeUndefined();
  });
});
