import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ApplianceMachine } from './appliance-machine.js';
import { readUserData } from './commercial.deployment.js';

/** The appliance takes jq from Debian; where tests run it may be missing. */
const HAS_JQ = process.platform === 'linux' && succeeds('jq', '--version');

const SECRET = JSON.stringify({
  tunnels: [
    { outsideAddress: '203.0.113.1', preSharedKey: 'FirstKeyOfTheTest' },
    { outsideAddress: '203.0.113.2', preSharedKey: 'Second_Key.OfTheTest' },
  ],
});

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the user data', () => {
  it('is a cloud config that EC2 takes and that runs the setup', async () => {
    const { text, commands } = await readUserData();
    expect(text.startsWith('#cloud-config\n')).toBe(true);
    // EC2's limit before encoding.
    expect(Buffer.byteLength(text)).toBeLessThan(16_384);
    expect(commands).toEqual([['/usr/local/sbin/appliance-setup']]);
  });

  it('holds scripts that bash understands', async () => {
    await using machine = await ApplianceMachine.create();
    for (const script of ['appliance-setup', 'appliance-tunnels']) {
      expect(succeeds('bash', '-n', join(machine.root, 'usr/local/sbin', script))).toBe(true);
    }
  });

  it('knows its deployment', async () => {
    const { files } = await readUserData();
    const env = files.find(({ path }) => path === '/etc/dual-routing/appliance.env');
    expect(env?.permissions).toBe('0600');
    expect(env?.content.split('\n')).toEqual([
      'REGION=us-east-1',
      'TUNNEL_SECRET=arn:aws:secretsmanager:us-east-1:123456789012:secret:gate-tunnels-AbCdEf',
      'PUBLIC_ADDRESS=198.51.100.1',
      'LOCAL_NETWORK=10.1.0.0/16',
      'REMOTE_NETWORK=10.0.0.0/16',
      'SESSION_MANAGER=false',
      'STACK=arn:aws:cloudformation:us-east-1:123456789012:stack/Machine/0',
      'RESOURCE=Machine',
      '',
    ]);
  });

  it('drops what belongs to no connection before it forwards anything: no address of GovCloud goes on', async () => {
    const { files } = await readUserData();
    const firewall = files.find(({ path }) => path.endsWith('firewall.nft'))?.content ?? '';
    const forward = /chain forward \{([^}]*)\}/u.exec(firewall)?.[1] ?? '';
    const rules = forward.split('\n').map((line) => line.trim());
    expect(rules.filter((rule) => rule !== '' && !rule.startsWith('#'))).toEqual([
      'type filter hook forward priority filter; policy drop;',
      'ct state invalid drop',
      'iifname "tunnel*" ip saddr $REMOTE ip daddr $LOCAL tcp dport 443 accept',
      'oifname "tunnel*" ct state established,related accept',
    ]);
  });

  it('lets Debian’s confinement of swanctl read the configuration in memory', async () => {
    const { files } = await readUserData();
    const local = files.find(({ path }) => path === '/etc/apparmor.d/local/usr.sbin.swanctl');
    expect(local?.content).toContain('/run/dual-routing/** r,');
  });
});

/** A machine whose deployment is known, with this as its tunnel secret. */
async function machineWith(secret: string): Promise<ApplianceMachine> {
  const machine = await ApplianceMachine.create();
  const networks = 'LOCAL_NETWORK=10.1.0.0/16\nREMOTE_NETWORK=10.0.0.0/16\n';
  const env = `REGION=us-east-1\nTUNNEL_SECRET=arn:secret\nPUBLIC_ADDRESS=198.51.100.1\n${networks}`;
  await machine.write('/etc/dual-routing/appliance.env', env);
  await machine.answer('aws', secret);
  return machine;
}

describe.skipIf(!HAS_JQ)('appliance-tunnels (needs jq)', () => {
  it('writes a connection per tunnel, and loads it', async () => {
    await using machine = await machineWith(SECRET);
    expect(await machine.run('appliance-tunnels')).toMatchObject({ exitCode: 0, stderr: '' });
    const config = (await machine.read('/run/dual-routing/swanctl.conf')).replaceAll(/\s+/gu, ' ');
    expect(config).toContain('tunnel1 { version = 2 remote_addrs = 203.0.113.1');
    expect(config).toContain('local { auth = psk id = 198.51.100.1 } remote { auth = psk id = 203.0.113.1 }');
    expect(config).toContain('local_ts = 10.1.0.0/16 remote_ts = 10.0.0.0/16');
    expect(config).toContain('ike-tunnel1 { id = 203.0.113.1 secret = "FirstKeyOfTheTest" }');
    expect(config).toContain('if_id_in = 2 if_id_out = 2');
    expect(config).toContain('ike-tunnel2 { id = 203.0.113.2 secret = "Second_Key.OfTheTest" }');
    expect(await machine.listCalls('swanctl')).toEqual([
      `swanctl --load-all --clear --noprompt --file ${machine.root}/run/dual-routing/swanctl.conf`,
    ]);
  });

  it('shows keys to nobody: not in arguments, not in its output, not to other users', async () => {
    await using machine = await machineWith(SECRET);
    const { stdout, stderr } = await machine.run('appliance-tunnels');
    expect(`${stdout}${stderr}${(await machine.listCalls()).join('\n')}`).not.toMatch(/OfTheTest/u);
    const { mode } = statSync(join(machine.root, 'run/dual-routing/swanctl.conf'));
    expect((mode & 0o777).toString(8)).toBe('600');
  });

  it('limits what is forwarded before it forwards, and lets nothing for GovCloud out in clear', async () => {
    await using machine = await machineWith(SECRET);
    await machine.answer('nft', '', 1); // the firewall is not loaded yet
    const { exitCode } = await machine.run('appliance-tunnels');
    expect(exitCode).not.toBe(0);
    expect(await machine.listCalls('sysctl')).toEqual([]);

    await machine.answer('nft', '');
    await machine.run('appliance-tunnels');
    expect(await machine.listCalls('ip route replace unreachable')).toHaveLength(1);
    expect((await machine.listCalls('sysctl')).join()).toContain('net.ipv4.ip_forward=1');
  });

  it('lets exactly the tunnels’ addresses speak IPsec with it', async () => {
    await using machine = await machineWith(SECRET);
    await machine.run('appliance-tunnels');
    expect(await machine.listCalls('nft -f -')).toEqual([
      'nft -f - <<< flush set inet appliance peers; add element inet appliance peers { 203.0.113.1, 203.0.113.2 }',
    ]);
  });

  it('does nothing twice, and starts a tunnel that strongSwan has given up', async () => {
    await using machine = await machineWith(SECRET);
    await machine.run('appliance-tunnels');
    await machine.answer('swanctl', 'tunnel1: IKEv2\n');
    await machine.run('appliance-tunnels');
    expect((await machine.listCalls('swanctl --load-all')).length).toBe(1);
    expect(await machine.listCalls('swanctl --initiate')).toEqual([
      'swanctl --initiate --child tunnel2 --timeout 15',
      'swanctl --initiate --child tunnel1 --timeout 15',
    ]);
  });

  it('leaves a tunnel alone that is up or on its way', async () => {
    await using machine = await machineWith(SECRET);
    await machine.run('appliance-tunnels');
    await machine.answer('swanctl', 'tunnel1: #1, ESTABLISHED\n  tunnel1: #1, reqid 1, INSTALLED, TUNNEL-in-UDP\n');
    await machine.run('appliance-tunnels');
    expect(await machine.listCalls('swanctl --initiate')).toEqual([]);
  });

  it('does nothing twice on a machine with more rules and connections than grep reads', async () => {
    await using machine = await machineWith(SECRET);
    await machine.run('appliance-tunnels');
    const more = 'and another line of it\n'.repeat(3_200); // more than a pipe holds
    await machine.answer('ip', `default via 10.1.10.1 dev ens5\nlookup 101\nlookup 102\n${more}`);
    await machine.answer('swanctl', `tunnel1: IKEv2\nESTABLISHED, INSTALLED\n${more}`);
    expect(await machine.run('appliance-tunnels')).toMatchObject({ exitCode: 0 });
    expect(await machine.listCalls('ip rule add')).toHaveLength(2);
    expect(await machine.listCalls('swanctl --load-all')).toHaveLength(1);
  });

  it('takes a rotated key', async () => {
    await using machine = await machineWith(SECRET);
    await machine.run('appliance-tunnels');
    await machine.answer('aws', SECRET.replace('FirstKeyOfTheTest', 'NextKeyOfTheTest'));
    await machine.run('appliance-tunnels');
    expect(await machine.read('/run/dual-routing/swanctl.conf')).toContain('"NextKeyOfTheTest"');
    expect((await machine.listCalls('swanctl --load-all')).length).toBe(2);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['two documents', `${SECRET}${SECRET}`],
    ['no tunnel', '{"tunnels":[]}'],
    ['three tunnels', SECRET.replace(']', ',{"outsideAddress":"203.0.113.3","preSharedKey":"ThirdKeyOfTheTest"}]')],
    ['one address twice', SECRET.replace('203.0.113.2', '203.0.113.1')],
    ['an address that is none', SECRET.replace('203.0.113.1', '203.0.113.256')],
    ['an address with more after it', SECRET.replace('203.0.113.1', '203.0.113.1\\n}')],
    ['a key that is too short', SECRET.replace('FirstKeyOfTheTest', 'OfTheTe')],
    ['a key that begins with 0', SECRET.replace('First', '0')],
    ['a key that leaves its quotes', SECRET.replace('First', 'x\\"\\n}')],
    ['a number for a key', SECRET.replace('"FirstKeyOfTheTest"', '12345678')],
  ])('takes no secret of %s, and says nothing of what is in it', async (_, secret) => {
    await using machine = await machineWith(secret);
    const { exitCode, stderr } = await machine.run('appliance-tunnels');
    expect(exitCode).toBe(1);
    expect(stderr).toBe('appliance-tunnels: the secret is malformed; nothing is changed\n');
    expect(await machine.read('/run/dual-routing/swanctl.conf')).toBe('');
    expect(await machine.listCalls('swanctl')).toEqual([]);
  });

  it.each([
    ['cannot be read', '', 254],
    ['is malformed', '{}', 0],
  ])('keeps the tunnels that it has when the secret %s', async (_, secret, exitCode) => {
    await using machine = await machineWith(SECRET);
    await machine.run('appliance-tunnels');
    const before = await machine.read('/run/dual-routing/swanctl.conf');
    await machine.answer('aws', secret, exitCode);
    expect(await machine.run('appliance-tunnels')).toMatchObject({ exitCode: 1 });
    expect(await machine.read('/run/dual-routing/swanctl.conf')).toBe(before);
    expect(await machine.listCalls('swanctl')).toHaveLength(1);
  });

  it('has no tunnel as long as the secret cannot be read', async () => {
    await using machine = await machineWith('');
    await machine.answer('aws', '', 254);
    const { exitCode, stderr } = await machine.run('appliance-tunnels');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the secret could not be read');
    expect(await machine.listCalls('swanctl')).toEqual([]);
  });
});

describe('appliance-setup', () => {
  it('installs Debian’s strongSwan, starts it with the tunnels’ timer, and reports success', async () => {
    await using machine = await ApplianceMachine.create();
    await machine.write('/etc/apt/sources.list', 'deb http://deb.debian.org/debian bookworm main');
    expect((await machine.run('appliance-setup')).exitCode).toBe(0);
    expect(await machine.read('/etc/apt/sources.list')).toBe('deb https://deb.debian.org/debian bookworm main');
    expect((await machine.listCalls('apt-get')).join('\n')).toMatch(/install .* strongswan-swanctl /u);
    expect(await machine.listCalls('systemctl enable --now')).toEqual([
      'systemctl enable --now appliance-tunnels.timer',
    ]);
    expect((await machine.listCalls('aws')).at(-1)).toMatch(/signal-resource .* --unique-id i-0123 --status SUCCESS$/u);
    expect(await machine.listCalls('curl')).toEqual([]);
  });

  it('reports failure when the packages cannot be had, after thirty tries', async () => {
    await using machine = await ApplianceMachine.create();
    await machine.answer('apt-get', '', 100);
    expect((await machine.run('appliance-setup')).exitCode).not.toBe(0);
    expect(await machine.listCalls('apt-get')).toHaveLength(30);
    expect((await machine.listCalls('aws')).at(-1)).toMatch(/--status FAILURE$/u);
  });
});
