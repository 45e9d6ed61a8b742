import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import {
  describedVpn,
  gatewayConfiguration,
  telemetry,
  TUNNEL_KEYS,
  vpnConnection,
} from '../support/vpn-connections.js';
import { ctl, type CtlEnd } from './ctl-in-process.js';

const ID = 'vpn-0123456789abcdef0';

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'vpn-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Runs a verb with this on its input, far from any gateway, and looks that no key is ever said. */
async function vpn(line: string, input = describedVpn(vpnConnection())): Promise<CtlEnd> {
  const end = await ctl({ url: 'http://127.0.0.1:1', sandbox }, ['vpn', ...line.split(' ')], {
    input,
    besideSandbox: false,
  });
  for (const key of TUNNEL_KEYS) expect(end.stdout + end.stderr).not.toContain(key);
  return end;
}

describe('ctl vpn, with something else on its input', () => {
  it.each([
    ['', 'nothing'],
    ['{', 'half a document'],
    ['[]', 'a list'],
    ['{"VpnConnections":{}}', 'an object'],
    [describedVpn({}), 'a connection without anything'],
    [describedVpn(vpnConnection({ VpnConnectionId: 'vpn-1; rm -rf' })), 'an odd id'],
    [describedVpn(vpnConnection({ Options: { LocalIpv4NetworkCidr: '10.1.0.0/16' } })), 'no networks'],
    [describedVpn(vpnConnection({}, { OutsideIpAddress: 'example.com' })), 'a name for an address'],
  ])('says so: %#', async (input, _what) => {
    for (const verb of ['status', 'validate', 'config']) {
      expect(await vpn(verb, input)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('describe-vpn-connections') as string,
      });
    }
  });

  it('says that a file cannot be read', async () => {
    expect(await vpn(`status ${folder}/none.json`)).toMatchObject({ exitCode: 2 });
    expect(await vpn(`status ${folder}`)).toMatchObject({ exitCode: 2 });
  });

  it('asks which connection is meant where there are several, or none', async () => {
    const two = describedVpn(vpnConnection(), vpnConnection({ VpnConnectionId: 'vpn-0fedcba9876543210' }));

    for (const verb of ['validate', 'config']) {
      expect((await vpn(verb, two)).stderr).toContain(`${ID}, vpn-0fedcba9876543210`);
      expect((await vpn(verb, describedVpn())).stderr).toContain('none at all');
      expect(await vpn(`${verb} - --connection vpn-0fedcba9876543210`, two)).toMatchObject({ exitCode: 0 });
    }
  });
});

describe('ctl vpn status', () => {
  it('is well where both tunnels are up', async () => {
    const end = await vpn('status');

    expect([end.exitCode, end.stdout]).toEqual([
      0,
      [
        'connection             state      tunnel           since                      AWS says',
        `${ID}  available  203.0.113.2  up  2026-01-02T03:04:05+00:00`,
        `${ID}  available  203.0.113.1  up  2026-01-02T03:04:05+00:00`,
        '',
      ].join('\n'),
    ]);
  });

  it.each([
    [1, 'traffic goes on, and nothing is left for the next failure'],
    [0, 'no way through this connection'],
  ])('says what it means that %i of two tunnels are up', async (up, words) => {
    const down = { Status: 'DOWN', StatusMessage: 'IPSEC IS DOWN' };
    const VgwTelemetry = [telemetry('203.0.113.1', up === 0 ? down : {}), telemetry('203.0.113.2', down)];
    const end = await vpn('status', describedVpn(vpnConnection({ VgwTelemetry })));

    expect(end.exitCode).toBe(1);
    expect(end.stdout).toContain('IPSEC IS DOWN');
    expect(end.stdout).toContain(`${up} of 2 tunnels are up: ${words}`);
  });

  it('is not well where there is no connection at all, or one that is going away', async () => {
    expect(await vpn('status', describedVpn())).toMatchObject({ exitCode: 1 });
    expect(await vpn('status', describedVpn(vpnConnection({ State: 'deleted' })))).toMatchObject({ exitCode: 1 });
    expect(await vpn('status', describedVpn(vpnConnection({ State: 'pending' })))).toMatchObject({ exitCode: 1 });
  });

  it('gives a script the same, and a terminal nothing to act on', async () => {
    const VgwTelemetry = [telemetry('203.0.113.1', { StatusMessage: '\u001b[2Jgone' }), telemetry('203.0.113.2')];
    const input = describedVpn(vpnConnection({ VgwTelemetry }));

    expect((await vpn('status', input)).stdout).not.toContain('\u001b');
    expect((await vpn('status --json', input)).documents).toMatchObject([
      { connections: [{ connection: ID, state: 'available', tunnels: [{ state: 'up' }, { state: 'up' }] }] },
    ]);
  });
});

describe('ctl vpn validate', () => {
  it('finds that all is as the appliance has it', async () => {
    expect(await vpn('validate')).toMatchObject({
      exitCode: 0,
      stdout: `${ID}: 36 checks, all as the appliance has it\n`,
    });
  });

  it.each([
    ['IkeVersions', [{ Value: 'ikev1' }, { Value: 'ikev2' }], 'ikev1, ikev2'],
    ['Phase1EncryptionAlgorithms', [{ Value: 'AES128' }], 'AES128'],
    ['Phase1IntegrityAlgorithms', [], 'all'],
    ['Phase1DHGroupNumbers', [{ Value: 2 }], '2'],
    ['Phase1LifetimeSeconds', 900, '900'],
    ['Phase2EncryptionAlgorithms', undefined, 'all'],
    ['Phase2IntegrityAlgorithms', [{ Value: 'SHA1' }], 'SHA1'],
    ['Phase2DHGroupNumbers', [{ Value: 20 }, { Value: 21 }], '20, 21'],
    ['Phase2LifetimeSeconds', 900, '900'],
    ['RekeyMarginTimeSeconds', 60, '60'],
    ['RekeyFuzzPercentage', undefined, '100'],
    ['ReplayWindowSize', 64, '64'],
    ['StartupAction', 'start', 'start'],
    ['DpdTimeoutAction', undefined, 'clear'],
    ['DpdTimeoutSeconds', 60, '60'],
  ])('names a tunnel whose %s is another one', async (option, value, found) => {
    const end = await vpn('validate --json', describedVpn(vpnConnection({}, { [option]: value })));
    const [document] = end.documents as { findings: { state: string; of: string; check: string; found: string }[] }[];

    expect(end.exitCode).toBe(1);
    expect(document?.findings.filter(({ state }) => state === 'failed')).toMatchObject([
      { of: 'tunnel 1', check: option, found },
    ]);
  });

  it('takes for granted what AWS leaves out where its default is right', async () => {
    const absent = ['Phase1LifetimeSeconds', 'Phase2LifetimeSeconds', 'StartupAction', 'DpdTimeoutSeconds'];
    const changes = Object.fromEntries(absent.map((name) => [name, undefined]));

    expect(await vpn('validate', describedVpn(vpnConnection({}, changes)))).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['state', { State: 'pending' }],
    ['routes', { Routes: [{ DestinationCidrBlock: '10.1.0.0/16', State: 'pending' }] }],
    ['routes', { Routes: [{ DestinationCidrBlock: '0.0.0.0/0', State: 'available' }] }],
    ['keys', { CustomerGatewayConfiguration: gatewayConfiguration(['short', 'FirstKeyOfTheTest']) }],
    ['keys', { CustomerGatewayConfiguration: gatewayConfiguration().replaceAll('203.0.113.1', '203.0.113.9') }],
  ])('names what is wrong with the connection: %s', async (check, changes) => {
    const end = await vpn('validate', describedVpn(vpnConnection(changes)));

    expect([end.exitCode, end.stdout]).toEqual([1, expect.stringMatching(new RegExp(`connection +${check} `))]);
  });

  it.each([
    ['networks', { LocalIpv4NetworkCidr: '10.0.128.0/17' }],
    ['routing', { StaticRoutesOnly: false }],
    ['tunnels', { TunnelOptions: [] }],
  ])('names what is wrong with its options: %s', async (check, options) => {
    const { Options } = vpnConnection() as { Options: object };
    const end = await vpn('validate', describedVpn(vpnConnection({ Options: { ...Options, ...options } })));

    expect([end.exitCode, end.stdout]).toEqual([1, expect.stringMatching(new RegExp(`connection +${check} `))]);
  });
});

describe('ctl vpn config', () => {
  it('renders both tunnels in the order of their inside networks, without keys', async () => {
    const { exitCode, stdout } = await vpn('config');

    expect(exitCode).toBe(0);
    expect(stdout.match(/remote_addrs = \S+/g)).toEqual(['remote_addrs = 203.0.113.1', 'remote_addrs = 203.0.113.2']);
    expect(stdout).toContain('id = 198.51.100.1');
    expect(stdout.match(/# secret: left out/g)).toHaveLength(2);
  });

  it('writes the keys into a new file of its owner’s, and says them nowhere', async () => {
    await writeFile(join(folder, 'vpn.json'), describedVpn(vpnConnection()));
    const out = join(folder, 'tunnels.conf');
    expect(await vpn(`config ${folder}/vpn.json --with-keys`)).toMatchObject({ exitCode: 2 });
    expect(await vpn(`config ${folder}/vpn.json --with-keys --out ${out} --json`)).toMatchObject({ exitCode: 0 });

    const text = await readFile(out, 'utf8');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(text.match(/id = \S+\s+secret = \S+/g)?.map((match) => match.split(/\s+/).at(-1))).toEqual([
      '"FirstKeyOfTheTest"',
      '"Second_Key.OfTheTest"',
    ]);
    expect(await vpn(`config ${folder}/vpn.json --out ${out}`)).toMatchObject({ exitCode: 1 });
    expect(await readFile(out, 'utf8')).toBe(text);
  });

  it.each([
    ['no document', undefined],
    ['one tunnel', gatewayConfiguration().replace(/<ipsec_tunnel>.*?<\/ipsec_tunnel>/s, '')],
    ['no key', gatewayConfiguration(['', 'FirstKeyOfTheTest'])],
    ['a key that ends its line', gatewayConfiguration(['Key"\n}', 'FirstKeyOfTheTest'])],
    ['an address that is a name', gatewayConfiguration().replaceAll('198.51.100.1', 'evil.example')],
    ['a document with entities', gatewayConfiguration().replace('<vpn_c', '<!DOCTYPE a [<!ENTITY b "c">]><vpn_c')],
    ['a comment', gatewayConfiguration().replace('<ike>', '<!-- <ike> -->')],
    ['a reference', gatewayConfiguration().replace('FirstKeyOfTheTest', '&#70;irstKeyOfTheTest')],
  ])('makes nothing out of a configuration with %s', async (_what, CustomerGatewayConfiguration) => {
    const end = await vpn('config', describedVpn(vpnConnection({ CustomerGatewayConfiguration })));

    expect([end.exitCode, end.stdout]).toEqual([1, '']);
    expect(end.stderr).toContain('CustomerGatewayConfiguration');
  });
});
