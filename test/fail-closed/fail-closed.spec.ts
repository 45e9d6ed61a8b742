import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JWTPayload } from 'jose';
import { TrafficPolicy } from '@app/routing';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { watchConnects } from '../support/connect-spy.js';
import { EMBEDDED_DYNAMODB_ENV } from '../support/embedded-dynamodb.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { reportProof, runsOf, SEED_VARIABLE, seedOf } from '../support/proof.js';
import { signClaims } from '../support/tokens.js';
import { WireClient } from '../support/wire-client.js';
import { anyAsk, type Ask } from './ask.js';
import { anyDeployments, type Deployment } from './deployment.js';
import { routesAllowed } from './oracle.js';
import { startDeployment } from './start-deployment.js';
import { Switchboard } from './switchboard.js';
import { toWire } from './to-wire.js';
import { startWireRecorder, type WireRecorder } from '../support/wire-recorder.js';

const SEED = seedOf(20_261_123);
/** Requests of one deployment, and how many of them are at work at a time. */
const ASKS = 50;
const LANES = 16;
const DEPLOYMENTS = runsOf({ sample: 6, full: 200 });
const TIMEOUT_MS = 900_000;
/** A mark that every request has once, in its own data. */
const MARK = /mark-[0-9a-f]{12}/g;
const markOf = (index: number): string => `mark-${index.toString(16).padStart(12, '0')}`;

let sandbox: Sandbox;
let clock: MovableClock;
let output: CapturedOutput;
let switchboard: Switchboard;
let wires: Readonly<Record<'internet' | 'vpn', WireRecorder>>;

beforeAll(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  output = captureOutput();
  clock = moveClock();
  sandbox = await startSandbox();
  const [internet, vpn] = await Promise.all(
    [sandbox.urls.internet, sandbox.urls.vpn].map((url) => startWireRecorder(url, MARK)),
  );
  if (internet === undefined || vpn === undefined) throw new Error('There are two routes');
  wires = { internet, vpn };
  switchboard = new Switchboard(sandbox, clock, internet.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  switchboard.close();
  await Promise.all([wires.internet, wires.vpn].map((wire) => wire[Symbol.asyncDispose]()));
  await sandbox.close();
  clock[Symbol.dispose]();
  output[Symbol.dispose]();
});

/** What has been seen so far. */
const figures = {
  deployments: 0,
  requests: 0,
  answered: 0,
  flips: 0,
  restricted: 0,
  reachedInternet: 0,
  reachedVpnWithout: 0,
  restrictedServedByVpn: 0,
  allowedByInternet: 0,
  silentDeployments: 0,
  spreadByTraffic: 0,
};

interface Run {
  readonly ask: Ask;
  readonly mark: string;
}

/** A caller with the claims of the request; a claim that is undefined is missing. */
function tokenOf({ grantedRoutes, grantedClasses, grantedModels }: Ask): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1_000);
  const claims: JWTPayload = {
    sub: 'anybody',
    iat: issuedAt,
    exp: issuedAt + 3_600,
    permissions: ['bedrock:invoke', 'bedrock:invoke-stream', 'bedrock:list-models'],
    models: grantedModels,
    ...(grantedRoutes && { routes: grantedRoutes }),
    ...(grantedClasses && { classifications: grantedClasses }),
  };
  return signClaims(sandbox, claims);
}

/** Takes one request after the other, changes first what it says, and does not wait for those of other lanes. */
async function work(client: WireClient, runs: Iterator<Run>): Promise<void> {
  for (let next = runs.next(); next.done !== true; next = runs.next()) {
    const { ask, mark } = next.value;
    if (ask.flip) {
      await switchboard.flip(ask.flip);
      figures.flips += 1;
    }
    const request = toWire(ask, await tokenOf(ask), mark);
    figures.requests += 1;
    const status = await client.send(request, ask.http, AbortSignal.timeout(ask.patienceMs));
    if (status !== undefined) figures.answered += 1;
  }
}

async function play(deployment: Deployment, runs: readonly Run[]): Promise<void> {
  await sandbox.faults.clear();
  await switchboard.useAccessKey();
  await switchboard.trafficOf(deployment.traffic);
  const connectionsBefore = wires.internet.connections;
  using connects = watchConnects();
  const system = await startDeployment(sandbox, deployment, { internet: wires.internet.url, vpn: wires.vpn.url });
  {
    await using _ending = system;
    using client = new WireClient(system.url);
    const queue = runs.values();
    await Promise.all(Array.from({ length: LANES }, () => work(client, queue)));
    await sandbox.faults.clear();
    figures.spreadByTraffic += Number(system.app.get(TrafficPolicy, { strict: false }).split !== undefined);
  }
  figures.deployments += 1;
  expect(new Set(connects.hosts), toRepeat(deployment)).toEqual(new Set(['127.0.0.1']));
  judge(deployment, runs, wires.internet.connections - connectionsBefore);
}

/** What one needs to see it once more. */
function toRepeat(deployment: Deployment, ask?: Ask): string {
  const told = { ...deployment, classes: [...deployment.classes], siblingClasses: [...deployment.siblingClasses] };
  return JSON.stringify({ [SEED_VARIABLE]: SEED, deployment: told, number: figures.deployments, ask });
}

function judge(deployment: Deployment, runs: readonly Run[], connections: number): void {
  for (const { ask, mark } of runs) {
    const allowed = routesAllowed(ask, deployment);
    const reached = { internet: wires.internet.marks.has(mark), vpn: wires.vpn.marks.has(mark) };
    const isRestricted = !allowed.has('internet');
    figures.restricted += Number(isRestricted);
    figures.reachedInternet += Number(isRestricted && reached.internet);
    figures.reachedVpnWithout += Number(!allowed.has('vpn') && reached.vpn);
    figures.restrictedServedByVpn += Number(isRestricted && reached.vpn);
    figures.allowedByInternet += Number(!isRestricted && reached.internet);
    const leaked = (['internet', 'vpn'] as const).filter((route) => reached[route] && !allowed.has(route));
    expect(leaked, toRepeat(deployment, ask)).toEqual([]);
  }
  if ([...deployment.classes.values()].some((routes) => routes.includes('internet'))) return;
  // No class may: then not even a question about models, a probe or a handshake.
  expect(connections, toRepeat(deployment)).toBe(0);
  figures.silentDeployments += 1;
}

describe(`data that may not take the internet (seed ${SEED})`, () => {
  it(
    'never does, whatever is asked, granted, configured, broken or changed meanwhile',
    { timeout: TIMEOUT_MS },
    async () => {
      for (const [index, deployment] of anyDeployments(SEED, DEPLOYMENTS).entries()) {
        const asks = fc.sample(anyAsk([...deployment.classes.keys()]), { seed: SEED + index, numRuns: ASKS });
        await play(
          deployment,
          asks.map((ask, place) => ({ ask, mark: markOf(index * ASKS + place) })),
        );
      }
      const runs = DEPLOYMENTS * ASKS;
      // Had nothing been sent at all, nothing would have been shown.
      expect(figures.allowedByInternet).toBeGreaterThan(runs / 50);
      expect(figures.restrictedServedByVpn).toBeGreaterThan(runs / 50);
      expect(figures.silentDeployments).toBeGreaterThan(0);
      expect(figures.spreadByTraffic).toBeGreaterThan(0);
      reportProof({ proof: 'fail-closed', seed: SEED, figures: { runs, ...figures } });
    },
  );
});
