import type { IncomingMessage } from 'node:http';
import type { TokenGrant } from '../../apps/gateway/src/auth/issue-token.js';
import { startSystem, type System } from '../support/system.js';
import { CLIENT_PROBES, type ClientProbe, type FailingCall, type SeenFailure } from './client-probes.js';

const CLAUDE = 'us.anthropic.claude-opus-4-1-20250805-v1:0';

/** What makes a call fail, besides the fault of a route. */
interface Cause {
  readonly status: number;
  readonly prefix: '' | '/internet' | '/vpn';
  readonly badToken?: string;
  readonly grant?: Partial<TokenGrant>;
  readonly modelId?: string;
  readonly prompt?: string;
}

/** In two rounds, as a route has one fault at a time: here both have one, ... */
const BOTH_IN_TROUBLE: readonly Cause[] = [
  { status: 408, prefix: '/internet' },
  { status: 429, prefix: '/vpn' },
];

/** ... here the VPN is down. */
const VPN_DOWN: readonly Cause[] = [
  { status: 401, prefix: '', badToken: 'not-a-token-of' },
  { status: 403, prefix: '', grant: { models: [] } },
  { status: 404, prefix: '/internet', modelId: 'amazon.nothing-v1:0' },
  { status: 413, prefix: '', prompt: 'x'.repeat(3_000) },
  { status: 503, prefix: '', grant: { classifications: ['cui'] } },
];

/** A failure as a client sees it, and how many calls the gateway got for it. */
export interface Outcome extends SeenFailure {
  readonly calls: number;
}

/** Client -> status that was provoked -> what came of it. */
export type Outcomes = ReadonlyMap<string, ReadonlyMap<number, Outcome>>;

/** Makes every client that is installed meet every failure. The others are not in the result. */
export async function probeFailures(): Promise<Outcomes> {
  await using system = await startSystem({ env: { GATEWAY_MAX_BODY_BYTES: '2000' } });
  const { faults } = system.sandbox;
  const callsBy = countCalls(system);
  const found = await Promise.all(CLIENT_PROBES.map(async (probe) => ({ probe, missing: await probe.missing() })));
  const present = found.filter(({ missing }) => missing === undefined).map(({ probe }) => probe);
  const outcomes = new Map(present.map(({ client }) => [client, new Map<number, Outcome>()]));
  const runAll = async (causes: readonly Cause[]): Promise<void> => {
    const runs = present.map(async (probe) => {
      const calls = await Promise.all(causes.map((cause) => toCall(system, probe, cause)));
      const failures = await probe.run(calls);
      causes.forEach(({ status }, at) => {
        const [failure, call] = [failures[at], calls[at]];
        if (failure && call) outcomes.get(probe.client)?.set(status, { ...failure, calls: callsBy(call.token) });
      });
    });
    await Promise.all(runs);
  };

  await faults.set('internet', { fault: 'timeout' });
  await faults.set('vpn', { fault: 'throttle' });
  await runAll(BOTH_IN_TROUBLE);
  await faults.clear();
  await faults.set('vpn', { fault: 'down' });
  await runAll(VPN_DOWN);
  return outcomes;
}

/** Every call has a token of its own, by which it is told from the others. */
async function toCall(system: System, { client }: ClientProbe, cause: Cause): Promise<FailingCall> {
  const { prefix, badToken, grant, modelId = CLAUDE, prompt = 'Hello' } = cause;
  const ownToken = badToken === undefined ? await system.token(grant) : `${badToken}-${client.replaceAll(/\W/g, '-')}`;
  return { endpoint: `${system.url}${prefix}`, token: ownToken, modelId, prompt };
}

/** Counts the requests that reach the gateway, refused ones included. */
function countCalls({ app }: System): (token: string) => number {
  const counts = new Map<string, number>();
  app.getHttpServer().on('request', ({ headers: { authorization = '' } }: IncomingMessage) => {
    counts.set(authorization, (counts.get(authorization) ?? 0) + 1);
  });
  return (token) => counts.get(`Bearer ${token}`) ?? 0;
}
