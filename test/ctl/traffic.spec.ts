import { TrafficStore } from '@app/audit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { startSystem, type System } from '../support/system.js';
import { ask, wayOf } from '../support/traffic.js';
import { ctl, type CtlEnd, type CtlOptions } from './ctl-in-process.js';

const TABLE = 'traffic-of-operators';
const ENV = { GATEWAY_TRAFFIC_TABLE: TABLE };
const { signal } = new AbortController();

let output: CapturedOutput;
let clock: MovableClock;
let system: System;
let store: TrafficStore;
beforeAll(async () => {
  output = captureOutput();
  clock = moveClock();
  system = await startSystem({ env: ENV });
  store = new TrafficStore({ tableName: TABLE, endpoint: system.sandbox.urls.dynamodb, createTableIfMissing: true });
});
afterEach(() => system.sandbox.faults.clear());
afterAll(async () => {
  store.close();
  await system[Symbol.asyncDispose]();
  clock[Symbol.dispose]();
  output[Symbol.dispose]();
});

const traffic = (line: string, { env = {}, ...options }: CtlOptions = {}): Promise<CtlEnd> =>
  ctl(system, ['traffic', ...line.split(' ')], { ...options, env: { USER: 'alice', ...ENV, ...env } });

/** The way that requests without a route go, once the gateway has read what is in force. */
async function wayNow(headers: Record<string, string> = {}): Promise<string | null> {
  clock.advance(5_001);
  // `/status` waits for what is read; requests never do.
  await traffic('show');
  const answer = await ask(system, '', headers);
  await answer.arrayBuffer();
  return answer.headers.get('x-routing-attempts');
}

const versionNow = async (): Promise<unknown> => (await store.read(signal))?.['version'];

describe('ctl traffic, before anything was shifted', () => {
  it('shows that the configured order stands', async () => {
    expect(await traffic('show')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^stored: {2}nothing, so the configured order stands\ngateway: internet=100 vpn=0 {2}the configured order, read at \S+\n$/,
      ) as string,
    });
  });

  it('has nothing to go back to', async () => {
    expect(await traffic('rollback --yes')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it.each([
    ['shift', 2, /--to/],
    ['shift --to vnp=100', 2, /vpn=100/],
    ['shift --to vpn=100 --steps 50,10', 2, /rising/],
    ['shfit --to vpn=100', 2, /shift/],
    ['shift --to vpn=100 --at-once', 2, /--yes/],
  ])('is told in clear words what is wrong with "%s"', async (line, exitCode, words) => {
    expect(await traffic(line)).toMatchObject({ exitCode, stderr: expect.stringMatching(words) as string });
    expect(await versionNow()).toBeUndefined();
  });

  it('names the variable that is missing', async () => {
    const env = { GATEWAY_TRAFFIC_TABLE: undefined };

    expect(await traffic('shift --to vpn=100 --yes', { env })).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('GATEWAY_TRAFFIC_TABLE is not set') as string,
    });
  });

  it('shows the way and changes nothing in a dry run', async () => {
    expect((await traffic('shift --to vpn=100 --dry-run')).stdout).toBe(
      'from internet=100 vpn=0, each for 30 s:\n' +
        '  1. internet=90 vpn=10\n  2. internet=50 vpn=50\n  3. internet=0 vpn=100\n' +
        'nothing is changed (--dry-run)\n',
    );
    expect(await versionNow()).toBeUndefined();
  });

  it('shifts nothing to a route that is down', async () => {
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    clock.advance(10_001);

    expect(await traffic('shift --to vpn=100 --yes')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Route vpn is down .*nothing is shifted\n.*ctl doctor/) as string,
    });
    expect(await versionNow()).toBeUndefined();
  });
});

describe('ctl traffic', () => {
  it('moves requests that name no route, and no others', async () => {
    clock.advance(10_001);
    const end = await traffic('shift --to vpn=100 --hold 1ms --yes --json');

    expect([end.exitCode, end.stderr]).toEqual([0, '']);
    expect(end.documents.map(({ event }) => event)).toEqual(['step', 'seen', 'step', 'seen', 'step', 'seen', 'done']);
    expect(await wayNow()).toBe('vpn:ok');
    expect(await ask(system, '/internet').then(wayOf)).toMatchObject({ attempts: 'internet:ok' });
    expect(await store.read(signal)).toMatchObject({
      version: 3,
      order: ['vpn', 'internet'],
      weights: { internet: 0, vpn: 100 },
      changedBy: 'alice',
      previous: { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } },
    });
  });

  it('shows what is in force, and who made it', async () => {
    const shown = await traffic('show');

    expect(shown.stdout).toMatch(
      /^stored: {2}internet=0 vpn=100 {2}version 3, by alice at \S+\n {9}before that internet=100 vpn=0 \(ctl traffic rollback\)\ngateway: internet=0 vpn=100 {2}version 3, read at \S+\n$/,
    );
    expect((await traffic('show --json')).documents).toEqual([
      {
        stored: expect.objectContaining({ version: 3 }) as object,
        gateway: expect.objectContaining({ source: 'stored', version: 3 }) as object,
      },
    ]);
  });

  it('changes nothing where that is in force already', async () => {
    expect(await traffic('shift --to vpn=100 --yes')).toMatchObject({
      exitCode: 0,
      stdout: 'internet=0 vpn=100 is in force already\n',
    });
    expect(await versionNow()).toBe(3);
  });

  it('never leads data astray: neither to a route that it may not take, nor past a header', async () => {
    expect(await traffic('shift --to internet=100 --at-once --hold 0s --yes')).toMatchObject({ exitCode: 0 });
    expect(await wayNow()).toBe('internet:ok');
    system.sandbox.forgetRequests();

    expect(await wayNow({ 'x-data-classification': 'cui' })).toBe('vpn:ok');
    expect(await wayNow({ 'x-routing-method': 'vpn' })).toBe('vpn:ok');
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    expect(await wayNow({ 'x-data-classification': 'cui' })).toMatch(/^vpn:unreachable/);
  });

  it('keeps the other route as the fallback', async () => {
    await system.sandbox.faults.set('internet', { fault: 'down' });

    expect(await wayNow()).toBe('internet:unreachable,vpn:ok');
  });

  it('rolls back at once, and again, even where no gateway answers', async () => {
    const nowhere = { env: { CTL_GATEWAY_URL: 'http://127.0.0.1:1' } };
    expect((await traffic('rollback --dry-run', nowhere)).stdout).toMatch(
      /^internet=100 vpn=0 -> internet=0 vpn=100\n/,
    );
    expect(await traffic('rollback --yes --by bob', nowhere)).toMatchObject({
      exitCode: 0,
      stdout: 'internet=0 vpn=100 is in force (version 5)\n',
    });
    expect(await wayNow()).toBe('vpn:ok');
    expect(await traffic('rollback --yes', nowhere)).toMatchObject({ exitCode: 0 });
    expect(await store.read(signal)).toMatchObject({ version: 6, changedBy: 'alice', weights: { internet: 100 } });
  });

  it('tells the second of two operators who change it at the same time', async () => {
    const ends = await Promise.all([
      traffic('shift --to vpn=100 --at-once --hold 300ms --yes --no-watch --by bob'),
      traffic('shift --to vpn=40 --at-once --hold 300ms --yes --no-watch --by carol'),
    ]);
    const busy = ends.find(({ exitCode }) => exitCode === 7);

    expect(new Set(ends.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 7]));
    expect(busy?.stderr).toMatch(/The split was changed by (bob|carol) at \S+ meanwhile: it is left as it is/);
    expect(await versionNow()).toBe(7);
  });

  it('leaves the last step in force when it is interrupted, and says so', async () => {
    await traffic('shift --to internet=100 --at-once --hold 0s --yes --no-watch');
    const interruption = new AbortController();
    const moved = traffic('shift --to vpn=100 --hold 60m --yes --no-watch', { interrupted: interruption.signal });
    await expect.poll(versionNow).toBe(9);
    interruption.abort();

    expect(await moved).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('interrupted: internet=90 vpn=10 stays in force') as string,
    });
    expect(await versionNow()).toBe(9);
  });

  it('goes no further than it can see: the step stays in force', async () => {
    const before = Number(await versionNow());
    const moved = traffic('shift --to vpn=100 --hold 700ms --yes');
    await expect.poll(versionNow).toBe(before + 1);
    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    const end = await moved;
    await system.sandbox.faults.clear();

    expect([end.exitCode, end.stderr]).toEqual([
      6,
      expect.stringMatching(/cannot be seen: .*\n.*Stopped at internet=81 vpn=19, which stays in force/),
    ]);
    expect(await versionNow()).toBe(before + 1);
  });

  it('says what is the matter with the store', async () => {
    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });

    expect(await traffic('shift --to vpn=10 --yes')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringMatching(/The table of the split cannot be used: .*\n.*next/) as string,
    });
    const shown = await traffic('show');
    expect([shown.exitCode, shown.stdout]).toEqual([0, expect.stringMatching(/^gateway: internet=0 vpn=100/)]);
    expect(shown.stderr).toContain('The table of the split cannot be used');
  });

  it('says what is stored where that is no split, and leaves it alone', async () => {
    const version = Number(await versionNow());
    await store.write({ version: version + 1, order: [], weights: {}, changedAt: '', changedBy: '' }, version, signal);

    expect(await wayNow()).toBe('vpn:ok');
    expect(await traffic('shift --to vpn=10 --yes')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('no split of traffic') as string,
    });
    const events = output.jsonLines().map(({ event, message }) => event ?? message);
    expect(JSON.stringify(events)).toContain('traffic-invalid');
    expect(await versionNow()).toBe(version + 1);
  });
});
