import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import { describe, expect, it } from 'vitest';
import { startSandbox } from './sandbox.js';
import { apiKey, controlClient } from './testing/sdk-clients.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const creds = 'cross-partition-commercial-creds';

describe('A sandbox', () => {
  it('listens on five loopback ports and on none of them when it is closed', async () => {
    const sandbox = await startSandbox();
    const urls = Object.values(sandbox.urls);
    expect(new Set(urls).size).toBe(5);
    expect(urls.every((url) => /^http:\/\/127\.0\.0\.1:\d+$/.test(url))).toBe(true);
    await sandbox.close();
    await sandbox.close();
    // A fault that is cleared late must not wake a port up.
    await sandbox.faults.clear();
    for (const url of urls) await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('says which port is in use, and leaves nothing behind', async () => {
    const folder = await temporaryFolder();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(startSandbox({ folder, ports: { vpn: port } })).rejects.toMatchObject({
      code: 'port-in-use',
      message: `port ${port} for the vpn route is in use`,
    });
    taken.close();
    await using sandbox = await startSandbox({ folder, ports: { vpn: port } });
    expect(sandbox.urls.vpn).toBe(`http://127.0.0.1:${port}`);
  });

  it('has a folder to itself', async () => {
    const folder = await temporaryFolder();
    await using _ = await startSandbox({ folder });
    await expect(startSandbox({ folder })).rejects.toMatchObject({ code: 'folder-locked' });
  });

  it('keeps its secrets from one start to the next', async () => {
    const folder = await temporaryFolder();
    const first = await startSandbox({ folder });
    const secret = await first.readSecret('bearer-token-secret');
    await first.close();
    await using second = await startSandbox({ folder });
    expect(await second.readSecret('bearer-token-secret')).toBe(secret);
  });

  it('puts the key that it was given into the secret, also when one is there', async () => {
    const folder = await temporaryFolder();
    await (await startSandbox({ folder })).close();
    await using sandbox = await startSandbox({ folder, bedrockApiKey: apiKey });
    expect(JSON.parse((await sandbox.readSecret(creds)) ?? '')).toMatchObject({ bedrock_api_key: apiKey });
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toContain('AWSPREVIOUS');
    const answer = await controlClient(sandbox.urls.internet).send(new ListFoundationModelsCommand());
    expect(answer.$metadata.httpStatusCode).toBe(200);
  });

  it('leaves a commercial secret alone that a test has given', async () => {
    const seed = JSON.stringify({ access_key_id: 'a', secret_access_key: 'b' });
    await using sandbox = await startSandbox({ bedrockApiKey: apiKey, secretsSeed: { [creds]: seed } });
    expect(await sandbox.readSecret(creds)).toBe(seed);
  });

  it('puts and rotates secrets past HTTP', async () => {
    await using sandbox = await startSandbox();
    await sandbox.faults.setStore('secrets', { fault: 'down' });
    await sandbox.putSecret('new', 'one');
    await sandbox.putSecret('new', 'two');
    expect(await sandbox.readSecret('new')).toBe('two');
    expect(await sandbox.readSecret('nothing')).toBeUndefined();
    const before = JSON.parse((await sandbox.readSecret('bearer-token-secret')) ?? '') as object;
    await sandbox.rotateSecret('bearer-token-secret');
    const after = JSON.parse((await sandbox.readSecret('bearer-token-secret')) ?? '') as { kid: string };
    expect(after).not.toMatchObject(before);
    expect(after.kid).not.toBe('sandbox-1');
  });
});
