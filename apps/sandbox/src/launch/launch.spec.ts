import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goodGateway, goodTokenScript, writeScripts } from '../testing/fake-gateway.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { launch } from './launch.js';

interface Launched {
  readonly stop: AbortController;
  readonly hurry: AbortController;
  readonly exitCode: Promise<number>;
  /** Resolves with what was written when it was written. */
  readonly banner: Promise<string>;
  readonly folder: string;
}

async function launchWith({
  gateway = goodGateway,
  token = goodTokenScript,
  timeouts = { startMs: 10_000, stopMs: 10_000 },
  env = {},
}): Promise<Launched> {
  const folder = await temporaryFolder();
  const [stop, hurry] = [new AbortController(), new AbortController()];
  const banner = Promise.withResolvers<string>();
  const exitCode = launch({
    ...(await writeScripts(folder, gateway, token)),
    env,
    folder: join(folder, 'state'),
    timeouts,
    signals: { stop: stop.signal, hurry: hurry.signal, [Symbol.dispose]: () => undefined },
    write: (text) => banner.resolve(text),
  });
  exitCode.catch(() => undefined);
  return { stop, hurry, exitCode, banner: banner.promise, folder };
}

const urlIn = (banner: string, name: string): string =>
  new RegExp(`^${name} +(\\S+)$`, 'm').exec(banner)?.[1] ?? 'missing';

describe('npm start', () => {
  it('prints where everything is, a token, and one line of curl', async () => {
    const { stop, exitCode, banner } = await launchWith({});
    const text = await banner;
    expect(urlIn(text, 'Gateway')).toBe('http://127.0.0.1:3999');
    expect(urlIn(text, 'Swagger UI')).toBe('http://127.0.0.1:3999/docs');
    const token = urlIn(text, 'Token');
    expect(urlIn(text, 'Console')).toBe(`http://127.0.0.1:3999/console#token=${token}`);
    const [args, hasSecrets] = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown[];
    expect(args).toStrictEqual(['--sub', 'developer', '--expires-in', '1h']);
    expect(hasSecrets).toBe(true);
    expect(text.split('\n').filter((line) => line.startsWith('curl '))).toStrictEqual([
      `curl -sS http://127.0.0.1:3999/bedrock/invoke -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"modelId":"us.anthropic.claude-opus-4-1-20250805-v1:0","body":{"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[{"role":"user","content":"Hello"}]}}'`,
    ]);
    expect((await fetch(`${urlIn(text, 'Switchboard')}/faults`)).status).toBe(200);
    expect((await fetch(urlIn(text, 'Audit records'))).status).toBe(404);
    stop.abort();
    expect(await exitCode).toBe(0);
    await expect(fetch(urlIn(text, 'Switchboard'))).rejects.toThrow('fetch failed');
  });

  it('gives the gateway its environment', async () => {
    const gateway = `
import { writeFileSync } from 'node:fs';
writeFileSync(new URL('seen.json', import.meta.url), JSON.stringify(process.env));
process.exit(0);`;
    const { exitCode, folder } = await launchWith({
      gateway,
      env: { SOME: 'thing', GATEWAY_VPN_ENDPOINT: 'http://x' },
    });
    expect(await exitCode).toBe(0);
    const seen = JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8')) as Record<string, string>;
    expect(seen).toMatchObject({ SOME: 'thing', GATEWAY_VPN_ENDPOINT: 'http://x', AWS_REGION: 'us-gov-west-1' });
    expect(seen['GATEWAY_INTERNET_ENDPOINT']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(seen['GATEWAY_VPN_CONTROL_ENDPOINT']).toBeUndefined();
  });

  it("ends with the gateway's own exit code, before and after it served", async () => {
    expect(await (await launchWith({ gateway: 'process.exit(7)' })).exitCode).toBe(7);
    const later = await launchWith({ gateway: `${goodGateway}; setTimeout(() => process.exit(8), 400);` });
    expect(await later.exitCode).toBe(8);
  });

  it('ends with 1 when the gateway was killed', async () => {
    const gateway = `${goodGateway}; setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);`;
    expect(await (await launchWith({ gateway })).exitCode).toBe(1);
  });

  it('kills a gateway that does not end when asked', async () => {
    const stubborn = goodGateway.replace(
      "process.on('SIGTERM', () => process.exit(0));",
      "process.on('SIGTERM', () => {});",
    );
    const { stop, banner, exitCode } = await launchWith({
      gateway: stubborn,
      timeouts: { startMs: 10_000, stopMs: 100 },
    });
    await banner;
    stop.abort();
    expect(await exitCode).toBe(0);
  });

  it('does not wait when it is asked twice', async () => {
    const stubborn = goodGateway.replace(
      "process.on('SIGTERM', () => process.exit(0));",
      "process.on('SIGTERM', () => {});",
    );
    // Patience would outlast the test.
    const timeouts = { startMs: 10_000, stopMs: 600_000 };
    const { stop, hurry, banner, exitCode } = await launchWith({ gateway: stubborn, timeouts });
    await banner;
    stop.abort();
    hurry.abort();
    expect(await exitCode).toBe(0);
  });

  it('says where it listens to commands beside it, for as long as it runs', async () => {
    const env = { GATEWAY_DOCS: 'false', GATEWAY_CONSOLE: 'false', HOME: '/home/x' };
    const { stop, exitCode, banner, folder } = await launchWith({ env });
    const path = join(folder, 'state', 'running.json');
    const switchboardUrl = urlIn(await banner, 'Switchboard');
    expect(urlIn(await banner, 'Console')).toBe('missing');
    const running = JSON.parse(await readFile(path, 'utf8')) as { readonly variables: object };
    expect(running).toMatchObject({ pid: process.pid, gatewayUrl: 'http://127.0.0.1:3999', switchboardUrl });
    expect(running.variables).toMatchObject({ GATEWAY_DOCS: 'false', AWS_REGION: 'us-gov-west-1' });
    expect(running.variables).not.toHaveProperty('HOME');
    expect(running.variables).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
    stop.abort();
    await exitCode;
    expect(existsSync(path)).toBe(false);
  });

  it('can be stopped before the gateway serves', async () => {
    const { stop, exitCode } = await launchWith({ gateway: 'setInterval(() => {}, 1000)' });
    stop.abort();
    expect(await exitCode).toBe(0);
  });

  it('can be stopped while the token is being made', async () => {
    const token =
      "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('began', import.meta.url), ''); setInterval(() => {}, 1000);";
    const { stop, exitCode, folder } = await launchWith({ token });
    await expect.poll(() => existsSync(join(folder, 'began')), { timeout: 10_000 }).toBe(true);
    stop.abort();
    expect(await exitCode).toBe(0);
  });

  it('gives up on a gateway that never serves', async () => {
    const gateway = 'setInterval(() => {}, 1000)';
    const { exitCode } = await launchWith({ gateway, timeouts: { startMs: 300, stopMs: 1000 } });
    await expect(exitCode).rejects.toMatchObject({ code: 'gateway-not-started' });
  });

  it.each([
    ['fails', 'process.exit(3)', 'no token could be made (exit code 3)'],
    ['says something that is no token', "console.log('$(rm -rf ~)')", 'no token could be made (exit code 0)'],
  ])('ends when the token script %s', async (_, token, message) => {
    await expect((await launchWith({ token })).exitCode).rejects.toMatchObject({ code: 'no-token', message });
  });
});
