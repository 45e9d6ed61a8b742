import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readRunning, variablesToTell, writeRunning } from './running-file.js';

const running = {
  pid: process.pid,
  gatewayUrl: 'http://127.0.0.1:3000',
  switchboardUrl: 'http://127.0.0.1:3001',
  variables: { AWS_REGION: 'us-gov-west-1' },
};

describe('the file that says what runs', () => {
  it('is read back while it is there, and only its owner can', async () => {
    const folder = await temporaryFolder();
    const remove = await writeRunning(folder, running);
    expect(await readRunning(folder)).toStrictEqual(running);
    expect((await stat(join(folder, 'running.json'))).mode & 0o777).toBe(0o600);
    await remove();
    expect(await readRunning(folder)).toBeUndefined();
    await remove();
  });

  it('says nothing when who wrote it is gone, and is replaced by the next one', async () => {
    const folder = await temporaryFolder();
    // Above the highest process number of Linux. Source: proc(5), `pid_max`.
    await writeRunning(folder, { ...running, pid: 4_194_305 });
    expect(await readRunning(folder)).toBeUndefined();
    await writeRunning(folder, running);
    expect(await readRunning(folder)).toStrictEqual(running);
  });

  it.each(['', '{', '[]', '{"pid":1}', '{"pid":"1","gatewayUrl":"x","switchboardUrl":"x","variables":{}}'])(
    'is as good as none when it holds %j',
    async (text) => {
      const folder = await temporaryFolder();
      await writeFile(join(folder, 'running.json'), text);
      expect(await readRunning(folder)).toBeUndefined();
    },
  );

  it('holds where things are, and no credentials', async () => {
    const told = variablesToTell({
      GATEWAY_VPN_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
      AWS_REGION: 'us-gov-west-1',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'secret',
      AWS_BEARER_TOKEN_BEDROCK: 'secret',
      GATEWAY_DOCS: '',
      HOME: '/root',
    });
    expect(told).toStrictEqual({
      GATEWAY_VPN_ENDPOINT: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
      AWS_REGION: 'us-gov-west-1',
    });
    const folder = await temporaryFolder();
    await writeRunning(folder, { ...running, variables: told });
    expect(await readFile(join(folder, 'running.json'), 'utf8')).not.toContain('secret');
  });
});
