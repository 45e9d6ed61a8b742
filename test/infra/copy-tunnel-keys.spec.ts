import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const HAS_JQ = ((): boolean => {
  try {
    execFileSync('jq', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

/** Answers as the AWS CLI would, and writes down its arguments and what a secret was set to. */
const FAKE_AWS = `#!/bin/bash
own=\${0%/*}
echo "$*" >>"$own/calls"
case "$*" in
  *"OutputKey=='VpnConnectionIdA'"*) cat "$own/connection" ;;
  *"OutputKey=='TunnelSecretIdsA'"*) echo 'arn:first,arn:second' ;;
  *"OutputKey=='TunnelSecretArnA'"*) echo 'arn:target' ;;
  *describe-vpn-connections*) cat "$own/tunnels" ;;
  *get-secret-value*arn:first*) cat "$own/first" ;;
  *get-secret-value*arn:second*) echo 'SecondKeyOfTheTest' ;;
  *put-secret-value*) cat >"$own/put" ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-keys-'));
  await writeFile(join(folder, 'aws'), FAKE_AWS);
  await chmod(join(folder, 'aws'), 0o755);
  await put('connection', 'vpn-0123\n');
  await put('first', 'FirstKeyOfTheTest\n');
  // The second tunnel first: AWS promises no order.
  const [second, first] = [
    { outside: '203.0.113.2', inside: '169.254.10.4/30' },
    { outside: '203.0.113.1', inside: '169.254.10.0/30' },
  ];
  await put('tunnels', JSON.stringify([second, first]));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '');

/** Runs the script with the fake in front of everything else. */
async function copy(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const script = resolve('infra/copy-tunnel-keys.sh');
  return promisify(execFile)('bash', ['-c', 'PATH="$0:$PATH" exec "$@"', folder, script, ...args]);
}

describe.skipIf(!HAS_JQ)('copy-tunnel-keys (needs jq)', () => {
  it('puts each key with the address of its own tunnel', async () => {
    await copy('gov', 'com', 'A');
    expect(JSON.parse(await read('put'))).toEqual({
      tunnels: [
        { outsideAddress: '203.0.113.1', preSharedKey: 'FirstKeyOfTheTest' },
        { outsideAddress: '203.0.113.2', preSharedKey: 'SecondKeyOfTheTest' },
      ],
    });
  });

  it('prints the addresses as parameters, and no key anywhere', async () => {
    const { stdout, stderr } = await copy('gov', 'com', 'A');
    expect(stdout).toBe('TunnelAddressA1=203.0.113.1\nTunnelAddressA2=203.0.113.2\n');
    expect(`${stderr}${await read('calls')}`).not.toContain('OfTheTest');
  });

  it('reads on the GovCloud side and writes on the commercial side', async () => {
    await copy('gov', 'com', 'A');
    const calls = (await read('calls')).trim().split('\n');
    const sideOf = (part: string): (string | undefined)[] =>
      calls.filter((call) => call.includes(part)).map((call) => call.split(' ')[1]);
    expect(sideOf('get-secret-value')).toEqual(['govcloud', 'govcloud']);
    expect(sideOf('put-secret-value')).toEqual(['commercial']);
    expect(sideOf('put-secret-value --secret-id arn:target')).toHaveLength(1);
  });

  it.each([
    ['there is no connection yet', 'connection', 'none\n'],
    ['a key cannot be read', 'first', ''],
    ['a key could not be a part of the configuration', 'first', 'bad"key"\n'],
    ['a connection has one tunnel', 'tunnels', '[{"outside":"203.0.113.1","inside":"169.254.10.0/30"}]'],
  ])('writes nothing when %s', async (_, file, content) => {
    await put(file, content);
    await expect(copy('gov', 'com', 'A')).rejects.toThrow('Command failed');
    expect(await read('put')).toBe('');
  });

  it.each([[[]], [['gov', 'com']], [['gov', 'com', 'C']]])('shows how it is used for %j', async (args) => {
    await expect(copy(...args)).rejects.toThrow('usage: copy-tunnel-keys.sh GOVCLOUD_STACK COMMERCIAL_STACK A|B');
    expect(await read('calls')).toBe('');
  });
});
