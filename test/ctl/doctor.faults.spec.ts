import { describe, expect, it } from 'vitest';
import type { Finding } from '../../apps/gateway/src/ctl/doctor/finding.js';
import type { Fault, StoreFault } from '../../apps/sandbox/src/sandbox.js';
import { beginSystem } from '../support/begin-system.js';
import { ctl, type CtlEnd } from './ctl-in-process.js';

type RouteFault = readonly [fault: Fault, check: 'network' | 'call', cause: RegExp, more?: readonly string[]];

/** Those of the contract. */
const CONTRACT_FAULTS: readonly RouteFault[] = [
  [{ fault: 'down' }, 'network', /^TCP to 127\.0\.0\.1:\d+: the connection is refused: nothing listens there$/],
  [
    { fault: 'reset' },
    'call',
    /^Bedrock cannot be reached \(502 UpstreamException; last seen: unreachable \(reset\)\)$/,
  ],
  [{ fault: 'throttle' }, 'call', /^Bedrock throttles \(429 ThrottlingException\)$/],
  [{ fault: 'error' }, 'call', /^Bedrock answers with an error of its own \(500 InternalServerException\)$/],
  [{ fault: 'slow' }, 'call', /^the route is slow: first byte after [2-9]\d\d ms at best$/],
  [{ fault: 'cut' }, 'call', /^The answer broke off /],
];

/** And all the others that the sandbox has for the way to Bedrock. */
const OTHER_FAULTS: readonly RouteFault[] = [
  [{ fault: 'reset-after-headers' }, 'call', /^the answer broke off before its first frame /],
  [{ fault: 'late' }, 'call', /^the route is slow: first byte after [2-9]\d\d ms at best$/],
  [{ fault: 'exception' }, 'call', /^Bedrock ended the answer with \w+Exception$/],
  [{ fault: 'crc' }, 'call', /^The answer is damaged: its frames do not add up$/],
  [
    { fault: 'html' },
    'call',
    /^what answers is not Bedrock: .*\(502 UpstreamException; last seen: not-bedrock \(no-request-id\)\)$/,
  ],
  [{ fault: 'html-502' }, 'call', /^what answers is not Bedrock: /],
  [{ fault: 'huge-header' }, 'call', /^(what answers is not Bedrock|Bedrock cannot be reached)/],
  [{ fault: 'invalid' }, 'call', /^Bedrock does not take the trial \(400 ValidationException\)$/],
  [{ fault: 'not-found' }, 'call', /^Bedrock does not take the trial \(404 ResourceNotFoundException\)$/],
  [{ fault: 'expired' }, 'call', /^Bedrock refuses the credentials of the gateway: expired, revoked or wrong \(502 /],
  [{ fault: 'denied' }, 'call', /^Bedrock denies access to the model or operation \(403 AccessDeniedException/],
  [{ fault: 'not-ready' }, 'call', /^the model is not ready yet \(429 ModelNotReadyException\)$/],
  [{ fault: 'timeout' }, 'call', /408 ModelTimeoutException/],
  [{ fault: 'model-error' }, 'call', /424 ModelErrorException/],
  [{ fault: 'unavailable' }, 'call', /503 ServiceUnavailableException/],
  [{ fault: 'drip' }, 'call', /^the route is slow: [2-9]\d\d ms from the first byte to the last$/],
  [{ fault: 'stall' }, 'call', /^Bedrock does not answer in time \(408 ModelTimeoutException; /, ['--timeout', '1500']],
  [{ fault: 'stall', after: 2 }, 'call', /^The answer broke off before its end$/, ['--timeout', '1500']],
  [{ fault: 'flood' }, 'call', /^The answer is far longer than what was asked for$/],
];

const STORE_FAULTS: readonly (readonly [
  store: 'dynamodb' | 'secrets',
  fault: StoreFault,
  check: string,
  cause: RegExp,
])[] = [
  ['secrets', { fault: 'down' }, 'secrets manager: network', /the connection is refused/],
  ['secrets', { fault: 'error' }, 'token secret', /^AWS answers with an error of its own$/],
  ['secrets', { fault: 'throttle' }, 'token secret', /^AWS throttles it$/],
  ['secrets', { fault: 'slow' }, 'token secret', /^Secrets Manager is slow: \d+ ms at best$/],
  ['dynamodb', { fault: 'down' }, 'dynamodb: network', /the connection is refused/],
  ['dynamodb', { fault: 'error' }, 'audit store', /^AWS answers with an error of its own$/],
  ['dynamodb', { fault: 'throttle' }, 'audit store', /^AWS throttles it$/],
  ['dynamodb', { fault: 'slow' }, 'audit store', /^DynamoDB is slow: \d+ ms at best$/],
];

const named = (rows: readonly RouteFault[]) => rows.map((row) => [row[0], row] as const);

const findingsOf = (end: CtlEnd): readonly Finding[] => end.documents as unknown as readonly Finding[];
const firstFailure = (end: CtlEnd): Finding | undefined => findingsOf(end).find(({ state }) => state === 'failed');

describe('the doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const system = await beginSystem();
    const end = await ctl(system, ['doctor', '--json']);
    expect(findingsOf(end).filter(({ state }) => state !== 'ok')).toEqual([
      { check: 'partition', state: 'skipped', detail: 'the stores are stand-ins on this machine' },
    ]);
    expect([end.exitCode, end.stderr]).toEqual([0, '']);
  });

  const expectCause = async (
    route: 'internet' | 'vpn',
    [fault, check, cause, more = []]: RouteFault,
  ): Promise<void> => {
    const system = await beginSystem();
    await system.sandbox.faults.set(route, fault);
    const end = await ctl(system, ['doctor', '--json', ...more]);
    expect(firstFailure(end)).toMatchObject({
      check: `${route} route: ${check}`,
      detail: expect.stringMatching(cause) as string,
      next: expect.stringMatching(/\S/) as string,
    });
    expect(end.exitCode).toBe(1);
  };

  it.each(named(CONTRACT_FAULTS))('names the cause in its first failure: vpn has %j', (_, row) =>
    expectCause('vpn', row),
  );

  it.each(named([...CONTRACT_FAULTS, ...OTHER_FAULTS]))(
    'names the cause in its first failure: internet has %j',
    (_, row) => expectCause('internet', row),
  );

  it.each(STORE_FAULTS)('names the cause in its first failure: %s has %j', async (store, fault, check, cause) => {
    const system = await beginSystem();
    await system.sandbox.faults.setStore(store, fault);
    const end = await ctl(system, ['doctor', '--json']);
    expect(firstFailure(end)).toMatchObject({
      check,
      detail: expect.stringMatching(cause) as string,
      next: expect.stringMatching(/\S/) as string,
    });
    expect(end.exitCode).toBe(1);
  });
});
