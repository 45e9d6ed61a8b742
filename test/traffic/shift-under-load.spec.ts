import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type RouteName, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { Load } from '../credential-life/load.js';
import { ctl, type CtlEnd } from '../ctl/ctl-in-process.js';
import { startDeployment, TRAFFIC_TABLE } from '../fail-closed/start-deployment.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { isFullProof, reportProof, runsOf } from '../support/proof.js';
import { environmentOf, startGateway, type System } from '../support/system.js';
import { callsOf } from '../support/traffic.js';

const ROUNDS = runsOf({ sample: 1, full: 8 });
const TIMEOUT_MS = 300_000;
/** Time goes ten times as fast, so that a gateway looks after its split every half a second. */
const TICK_MS = 50;
const TICK_ADVANCES_MS = 450;
const HOLD = isFullProof() ? '3s' : '600ms';

/** Callers at a time. What they leave behind is read at every look, by a stand-in that shares the processor with them. */
const LANES = isFullProof() ? 8 : 3;

/** Answers that are looked at after a shift. */
const NEXT = isFullProof() ? 50 : 8;

const BOTH = ['internet', 'vpn'] as const;
const STEPS = isFullProof() ? { one: '10,50,100', two: '10,50,100' } : { one: '50,100', two: '100' };
const SHAPES = ['internet-and-sibling', 'vpn-and-sibling'] as const;
const CLASSES = new Map([['internal', BOTH]]);

let output: CapturedOutput;
let clock: MovableClock;
let ticking: NodeJS.Timeout;
beforeAll(() => {
  output = captureOutput();
  clock = moveClock();
  ticking = setInterval(() => clock.advance(TICK_ADVANCES_MS), TICK_MS);
});
afterAll(() => {
  clearInterval(ticking);
  clock[Symbol.dispose]();
  output[Symbol.dispose]();
});

async function beginSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** One process that reaches both networks itself. */
async function beginOne(env: Record<string, string> = {}): Promise<System> {
  const sandbox = await beginSandbox();
  const system = await startGateway(sandbox, { env: { GATEWAY_TRAFFIC_TABLE: TRAFFIC_TABLE, ...env } });
  onTestFinished(() => system[Symbol.asyncDispose]());
  return system;
}

/** A function on the one network, with its sibling on the other. Both read the same table. */
async function beginTwo(shape: 'internet-and-sibling' | 'vpn-and-sibling'): Promise<System> {
  const sandbox = await beginSandbox();
  const policy = { classes: CLASSES, siblingClasses: CLASSES, defaultClass: 'internal', order: BOTH } as const;
  const others = { vpnFallback: 'none', endpointInSecret: false, publicHost: '', traffic: [] } as const;
  const system = await startDeployment(sandbox, { shape, ...policy, ...others }, sandbox.urls);
  onTestFinished(() => system[Symbol.asyncDispose]());
  return system;
}

const traffic = (system: System, line: string): Promise<CtlEnd> =>
  ctl(system, ['traffic', ...line.split(' ')], {
    env: { ...environmentOf(system.sandbox), GATEWAY_TRAFFIC_TABLE: TRAFFIC_TABLE },
  });

/** Routes that the next answers came by. */
async function routesOfNext(system: System, load: Load): Promise<ReadonlySet<RouteName>> {
  // Whatever was on its way is over by then.
  await answersOf(load, NEXT);
  system.sandbox.forgetRequests();
  await answersOf(load, NEXT);
  return new Set(BOTH.filter((route) => callsOf(system, route).length > 0));
}

async function answersOf(load: Load, count: number): Promise<void> {
  const before = load.answers;
  await expect.poll(() => load.answers, { timeout: 15_000, interval: 10 }).toBeGreaterThanOrEqual(before + count);
}

/** All of it to one route, and all of it back, while callers ask. */
async function shiftToAndFro(system: System, steps: string): Promise<Load> {
  const load = new Load(system, [''], LANES);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const to of ['vpn', 'internet'] as const) {
      const end = await traffic(system, `shift --to ${to}=100 --steps ${steps} --hold ${HOLD} --yes`);
      expect([end.exitCode, end.stderr]).toEqual([
        0,
        expect.stringMatching(new RegExp(`${to} [1-9]\\d* attempts, 0 failed`)),
      ]);
      expect(end.stdout).toContain(`${to}=100`);
      expect(await routesOfNext(system, load)).toEqual(new Set([to]));
    }
  }
  await load.stop();
  return load;
}

describe('a shift from 0 to 100 % and back under load', () => {
  it('fails no request where one process reaches both networks', { timeout: TIMEOUT_MS }, async () => {
    const { answers, failures } = await shiftToAndFro(await beginOne(), STEPS.one);
    expect(failures).toEqual([]);
    reportProof({ proof: 'traffic-shift', figures: { shifts: 2 * ROUNDS, answers, failed: 0 } });
  });

  it.each(isFullProof() ? SHAPES : SHAPES.slice(0, 1))(
    'fails no request where two functions share the networks: %s',
    { timeout: TIMEOUT_MS },
    async (shape) => {
      const { answers, failures } = await shiftToAndFro(await beginTwo(shape), STEPS.two);
      expect(failures).toEqual([]);
      reportProof({ proof: `traffic-shift-${shape}`, figures: { shifts: 2 * ROUNDS, answers, failed: 0 } });
    },
  );
});

describe('a shift under load', () => {
  it('fails no request and stays where it is while the store is down', { timeout: TIMEOUT_MS }, async () => {
    const system = await beginOne({ GATEWAY_AUDIT_MODE: 'available' });
    const load = new Load(system, [''], LANES);
    expect((await traffic(system, `shift --to vpn=100 --at-once --hold ${HOLD} --yes`)).exitCode).toBe(0);
    expect(await routesOfNext(system, load)).toEqual(new Set(['vpn']));

    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    const before = system.sandbox.exchanges('vpn').length;
    clock.advance(60_000);
    expect(await routesOfNext(system, load)).toEqual(new Set(['vpn']));
    await system.sandbox.faults.clear();
    await load.stop();

    expect([load.failures, before > 0]).toEqual([[], true]);
    const unreadable = output.jsonLines().filter((line) => JSON.stringify(line).includes('traffic-unreadable'));
    expect(unreadable).toHaveLength(1);
  });

  it('goes back by itself when the new route fails, and fails no request', { timeout: TIMEOUT_MS }, async () => {
    const system = await beginOne();
    const load = new Load(system, [''], LANES);
    const moved = traffic(system, `shift --to vpn=100 --steps 50,100 --hold 4s --yes`);
    await expect.poll(() => callsOf(system, 'vpn').length, { timeout: 15_000, interval: 10 }).toBeGreaterThan(5);
    await system.sandbox.faults.set('vpn', { fault: 'reset' });
    const end = await moved;

    expect(end.exitCode).toBe(1);
    expect(end.stdout).toMatch(/too much of route vpn failed: .*\nrolled back: internet=100 vpn=0 is in force again/);
    expect(await routesOfNext(system, load)).toEqual(new Set(['internet']));
    await load.stop();
    expect(load.failures).toEqual([]);
  });
});
