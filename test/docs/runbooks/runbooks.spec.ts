import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctl } from '../../ctl/ctl-in-process.js';
import { HELLO } from '../../support/models.js';
import { post } from '../../support/post.js';
import { describedVpn, telemetry, vpnConnection } from '../../support/vpn-connections.js';
import { beginDuty, type Duty } from './duty.js';
import { readSections } from './read-runbooks.js';

/** What is slow in the one runbook that is about it. */
const SLOW_MS = 250;

const COMMERCIAL_SECRET = 'cross-partition-commercial-creds';

/** Puts a text into the folder in which the operator types. */
const leave = ({ shell }: Duty, name: string, text: string): Promise<void> => writeFile(join(shell.folder, name), text);

/** What is in a file that the operator has made. */
const made = ({ shell }: Duty, name: string): Promise<string> => readFile(join(shell.folder, name), 'utf8');

/** A request of somebody, and how it ended. */
async function statusFor(duty: Duty, token: string): Promise<number> {
  const answer = await post(duty.system, '/bedrock/invoke', HELLO, { token });
  await answer.arrayBuffer();
  return answer.status;
}

/** Somebody who has asked something that is on record and counted. */
async function callerWhoAsked(duty: Duty, subject: string): Promise<string> {
  const token = await duty.system.token({ subject });
  expect(await statusFor(duty, token)).toBe(200);
  await duty.system.records();
  return token;
}

const keyInSecret = async ({ sandbox }: Duty): Promise<unknown> => {
  const { bedrock_api_key: key } = JSON.parse((await sandbox.readSecret(COMMERCIAL_SECRET)) ?? '{}') as {
    readonly bedrock_api_key?: string;
  };
  return key;
};

/** What the page says, done under the trouble that it is about; the name is the section. */
const PLAYS: Readonly<Record<string, (duty: Duty) => Promise<void>>> = {
  'what-to-look-at-first': async (duty) => {
    const on = duty.follow('what-to-look-at-first', { SWITCHBOARD: duty.sandbox.urls.switchboard });
    expect((await on.next()).stdout).toContain('gateway 0.1.0, attached to both');
    await on.next();
    expect((await stat(join(duty.shell.folder, 'incident.json'))).mode & 0o777).toBe(0o600);
    await on.next();
    expect((await duty.shell.type('npm run -s ctl -- doctor')).stdout).toMatch(/^failed +vpn route: network /m);
    expect(on.left).toEqual([]);
  },

  'tunnel-down': async (duty) => {
    const on = duty.follow('tunnel-down');
    await duty.shell.type('npm run -s ctl -- traffic shift --to vpn=100 --at-once --yes');
    expect(await duty.way()).toBe('vpn:ok');
    await duty.sandbox.faults.set('vpn', { fault: 'down' });
    await on.next();
    const env = { CTL_TOKEN: await duty.system.token() };
    const { stdout } = await ctl(duty.system, ['doctor'], { besideSandbox: false, env });
    expect(stdout).toMatch(/^failed +vpn route: call +Bedrock cannot be reached /m);
    const states = [telemetry('203.0.113.2', { Status: 'DOWN' }), telemetry('203.0.113.1', { Status: 'DOWN' })];
    await leave(duty, 'vpn.json', describedVpn(vpnConnection({ VgwTelemetry: states })));
    expect((await on.next([1, 0])).stdout).toContain('0 of 2 tunnels are up: no way through this connection');
    await on.next();
    expect(await duty.way()).toBe('internet:ok');
    await duty.recover();
    await on.next();
    expect(await duty.way()).toBe('vpn:ok');
    await duty.shell.type('npm run -s ctl -- traffic rollback --yes');
    expect(on.left).toEqual([]);
  },

  'route-slow': async (duty) => {
    const on = duty.follow('route-slow');
    expect(await duty.way()).toBe('internet:ok');
    await duty.sandbox.faults.set('internet', { fault: 'late', delayMs: SLOW_MS + 30 });
    await on.next();
    expect((await on.next()).stdout).toMatch(/faster/);
    await on.next();
    expect(await duty.way()).toBe('vpn:ok');
    await duty.recover();
    await on.next();
    expect(await duty.way()).toBe('internet:ok');
    expect(on.left).toEqual([]);
  },

  'bedrock-throttles': async (duty) => {
    const on = duty.follow('bedrock-throttles');
    await duty.sandbox.faults.set('internet', { fault: 'throttle' });
    await duty.sandbox.faults.set('vpn', { fault: 'throttle' });
    await on.next();
    expect((await on.next()).stdout).toMatch(/ ctl +ConverseStream .* failed +429$/m);
    await duty.recover();
    await on.next();
    expect(on.left).toEqual([]);
  },

  'credential-expired': async (duty) => {
    const on = duty.follow('credential-expired');
    const before = await keyInSecret(duty);
    await duty.sandbox.faults.set('internet', { fault: 'expired' });
    await duty.sandbox.faults.set('vpn', { fault: 'expired' });
    await on.next();
    // The fault is the old key's: whatever key comes next is good.
    await duty.recover();
    await on.next();
    const rotated = await keyInSecret(duty);
    expect(rotated).not.toBe(before);
    expect(duty.sandbox.iam?.credentials().map(({ apiKey }) => apiKey)).toEqual([rotated]);
    const { apiKey } = duty.sandbox.iam?.createByHand() ?? {};
    await leave(duty, 'key.json', JSON.stringify({ bedrock_api_key: apiKey }));
    await on.next();
    await on.next();
    expect(await keyInSecret(duty)).toBe(apiKey);
    expect(on.left).toEqual([]);
  },

  'audit-store-down': async (duty) => {
    const on = duty.follow('audit-store-down');
    const token = await duty.system.token();
    const available = await duty.anotherGateway({
      GATEWAY_AUDIT_MODE: 'available',
      GATEWAY_REVOCATION_TABLE: undefined,
    });
    await duty.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    await on.next();
    expect(await statusFor(duty, token)).toBe(503);
    const answer = await post(available, '/bedrock/invoke', HELLO, { token: await available.token() });
    const requestId = answer.headers.get('x-request-id');
    await answer.arrayBuffer();
    await expect.poll(() => spilled(duty, requestId), { timeout: 15_000 }).toHaveLength(2);
    await leave(duty, 'spilled.log', spilled(duty, requestId).map((line) => `${JSON.stringify(line)}\n`).join('')); // prettier-ignore
    await duty.recover();
    await on.next();
    expect(await duty.system.records()).toContainEqual(expect.objectContaining({ requestId, outcome: 'complete' }));
    await on.next();
    expect(on.left).toEqual([]);
  },

  'cost-spike': async (duty) => {
    const on = duty.follow('cost-spike');
    const token = await callerWhoAsked(duty, 'batch');
    const { stdout } = await on.next();
    expect(stdout).toMatch(/claude-opus-4-1-20250805-v1:0 .* 0\.\d{4}\n/);
    expect(stdout).toMatch(/ batch +InvokeModel /);
    await on.next();
    duty.clock.advance(30_000);
    expect(await statusFor(duty, token)).toBe(401);
    duty.clock.advance(300_000);
    expect((await on.next()).stdout).not.toContain('batch');
    expect(on.left).toEqual([]);
  },

  'suspected-intrusion': async (duty) => {
    const on = duty.follow('suspected-intrusion');
    const [token, another] = [await callerWhoAsked(duty, 'mallory'), await duty.system.token({ subject: 'alice' })];
    await leave(duty, 'token.txt', token);
    expect((await on.next()).stdout).toMatch(/ mallory +InvokeModel /);
    expect(await made(duty, 'mallory.csv')).toContain(',mallory,');
    await on.next();
    duty.clock.advance(30_000);
    expect([await statusFor(duty, token), await statusFor(duty, another)]).toEqual([401, 200]);
    await on.next();
    // Keys are read again after that.
    duty.clock.advance(300_000);
    expect(await statusFor(duty, another)).toBe(401);
    expect((await on.next()).stdout).not.toContain('mallory');
    expect(on.left).toEqual([]);
  },

  upgrade: async (duty) => {
    const on = duty.follow('upgrade');
    await on.next();
    expect(JSON.parse(await made(duty, 'before.json'))).toHaveProperty('version');
    expect((await on.next()).stdout.match(/Echo from us\.amazon\.nova-lite-v1:0/g)).toHaveLength(2);
    await on.next();
    expect(on.left).toEqual([]);
  },

  'region-move': async (duty) => {
    const NEW = await duty.anotherGateway();
    const on = duty.follow('region-move', { NEW_URL: NEW.url });
    await duty.shell.type('npm run -s ctl -- traffic shift --to vpn=100 --at-once --yes');
    await on.next();
    expect(await duty.way()).toBe('internet:ok');
    await on.next();
    await callerWhoAsked(duty, 'mover');
    await on.next();
    const { stdout } = await duty.shell.type('gzip -dc records.ndjson.gz');
    expect(stdout).toContain('"subject":"mover"');
    expect(JSON.parse(await made(duty, 'usage.json'))).toHaveProperty('usage');
    expect(on.left).toEqual([]);
  },
};

const spilled = ({ output }: Duty, requestId: string | null): readonly object[] =>
  output.jsonLines().filter((line) => {
    return line['marker'] === 'audit.spill' && JSON.stringify(line['record']).includes(String(requestId));
  });

describe('docs/operations.md', () => {
  it('has no commands that are not run here', () => {
    const withCommands = readSections().filter(({ blocks }) => blocks.some(({ needsAccount }) => !needsAccount));
    expect(withCommands.map(({ anchor }) => anchor)).toEqual(Object.keys(PLAYS));
  });

  it.each(Object.entries(PLAYS))('is right about %s', { timeout: 30_000 }, async (anchor, play) => {
    await using duty = await beginDuty(anchor === 'route-slow' ? { slowAfterMs: SLOW_MS } : {});
    await play(duty);
    await duty.recover();
    expect((await duty.shell.type('npm run -s ctl -- doctor')).stdout).not.toMatch(/^failed/m);
  });
});
