import { startSandbox, type Sandbox } from '../../../apps/sandbox/src/sandbox.js';
import { rotationEnvironmentOf, seedAdministrator } from '../../credential-life/rotate.js';
import { ctl } from '../../ctl/ctl-in-process.js';
import { captureOutput, type CapturedOutput } from '../../support/captured-output.js';
import { moveClock, type MovableClock } from '../../support/movable-clock.js';
import { startGateway, type System, type SystemOptions } from '../../support/system.js';
import { ask } from '../../support/traffic.js';
import { Follower } from './follow.js';
import { OperatorShell } from './operator-shell.js';
import { readSections } from './read-runbooks.js';

/** What a deployed gateway has beside the stores that every gateway has. */
const ENV = {
  GATEWAY_TRAFFIC_TABLE: 'traffic-of-runbooks',
  GATEWAY_USAGE_TABLE: 'usage-of-runbooks',
  GATEWAY_REVOCATION_TABLE: 'revocations-of-runbooks',
  GATEWAY_MODEL_PRICES: '{"us.anthropic.*":{"inputUsdPerMTok":15,"outputUsdPerMTok":75}}',
};

/** After this, nothing is left in any cache: keys of routes, breakers, splits, revocations. */
const FORGOTTEN_AFTER_MS = 120_000;

/** A system of a runbook's own, and an operator's shell in front of it. */
export interface Duty extends AsyncDisposable {
  readonly system: System;
  readonly sandbox: Sandbox;
  readonly clock: MovableClock;
  readonly output: CapturedOutput;
  readonly shell: OperatorShell;
  /** Somebody who does what the section says. */
  follow(anchor: string, environment?: Readonly<Record<string, string>>): Follower;
  /** One more gateway over the same stores, until the end of duty. */
  anotherGateway(env?: SystemOptions['env']): Promise<System>;
  /** Ends every fault, and lets so much time pass that nobody remembers it. */
  recover(): Promise<void>;
  /** The way that a request without a route takes now. */
  way(): Promise<string | null>;
}

/** What may be otherwise. */
export interface DutyOptions {
  /** What the doctor calls slow. By default a busy machine never is. */
  readonly slowAfterMs?: number;
}

/** Begins: starts everything. */
export async function beginDuty({ slowAfterMs = 5_000 }: DutyOptions = {}): Promise<Duty> {
  await using undo = new AsyncDisposableStack();
  const output = undo.use(captureOutput());
  const clock = undo.use(moveClock());
  const sandbox = undo.use(await startSandbox({ iam: {} }));
  await seedAdministrator(sandbox);
  const anotherGateway = async (env: SystemOptions['env'] = {}): Promise<System> =>
    ending.use(await startGateway(sandbox, { env: { ...ENV, ...env } }));
  const system = undo.use(await startGateway(sandbox, { env: ENV }));
  const env = {
    ...rotationEnvironmentOf(sandbox),
    ...ENV,
    USER: 'operator',
    CTL_SLOW_AFTER_MS: String(slowAfterMs),
  };
  const shell = undo.use(await OperatorShell.open((args, input) => ctl(system, withoutWaiting(args), { env, input })));
  const ending = undo.move();
  return {
    system,
    sandbox,
    clock,
    output,
    shell,
    anotherGateway,
    follow: (anchor, environment) => {
      const section = readSections().find((one) => one.anchor === anchor);
      if (section === undefined) throw new Error(`There is no section ${anchor}`);
      return new Follower(section, shell, environment);
    },
    recover: async () => {
      await sandbox.faults.clear();
      clock.advance(FORGOTTEN_AFTER_MS);
    },
    way: async () => {
      clock.advance(FORGOTTEN_AFTER_MS);
      // `/status` waits for the split that is in force; requests never do.
      await ctl(system, ['status'], { env });
      const answer = await ask(system, '');
      await answer.arrayBuffer();
      return answer.headers.get('x-routing-attempts');
    },
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

/** The one thing that is otherwise than on the page: steps of a shift are held for a moment, and not for half a minute. */
function withoutWaiting(args: readonly string[]): readonly string[] {
  return args[0] === 'traffic' && args[1] === 'shift' ? [...args, '--hold', '1ms'] : args;
}
