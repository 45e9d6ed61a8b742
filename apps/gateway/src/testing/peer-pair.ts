import { RouteTrace, type RoutedReply, type RoutingRequest } from '@app/routing';
import { startLambda, type LoopbackLambda } from '../../../../test/support/loopback-lambda.js';
import type { MemorySecretReader } from '../../../../test/support/memory-secret-reader.js';
import { createPolicies, ScriptedBedrock } from './scripted-bedrock.js';
import { createPeerCalls, serveSibling, tokenWith, type Mode } from './sibling.js';

/** Two functions: one that has the internet, and calls the VPN route by way of the other. */
export interface PeerPair extends AsyncDisposable {
  readonly lambda: LoopbackLambda;
  /** Sends a call on the VPN route. */
  send(facts?: Partial<RoutingRequest>): Promise<RoutedReply>;
  /** Proves the VPN route. */
  prove(): Promise<void>;
  /** The way that the last call has taken. */
  readonly trace: RouteTrace;
}

/** What a test may want otherwise. */
export interface PairFacts {
  readonly mode?: Mode;
  /** The routes of the sibling itself. */
  readonly direct?: readonly ('internet' | 'vpn')[];
  /** Seconds since tokens were made, by the clock of the sibling. */
  readonly ageS?: number;
  readonly reader?: MemorySecretReader;
}

const CALL = { operation: 'InvokeModel', modelId: 'a:0', headers: {}, body: Buffer.from('{"é":1}') } as const;

/** Starts them: `await using pair = await startPair(bedrock)`. */
export async function startPair(bedrock: ScriptedBedrock, facts: PairFacts = {}): Promise<PeerPair> {
  const { mode = 'stream', direct = ['vpn'], ageS, reader } = facts;
  const sibling = await createPolicies(bedrock, direct);
  const lambda = await startLambda(serveSibling(createPeerCalls(sibling, ageS, reader), mode));
  const peer = { functionName: 'sibling', route: 'vpn' } as const;
  const policy = (await createPolicies(new ScriptedBedrock(fail), ['internet'], { peer })).require('vpn');
  const trace = new RouteTrace();
  const send: PeerPair['send'] = (more) => policy.send({ ...requestOf(trace), ...more });
  const prove = (): Promise<void> => policy.prove(new AbortController().signal);
  return { lambda, send, prove, trace, [Symbol.asyncDispose]: () => lambda[Symbol.asyncDispose]() };
}

function requestOf(trace: RouteTrace): RoutingRequest {
  const { signal } = new AbortController();
  return {
    call: CALL,
    plan: { method: 'vpn', routes: ['vpn'], narrowed: false },
    dataClass: 'cui',
    deadline: { endsAtEpochMs: Date.now() + 60_000, signal, [Symbol.dispose]: () => undefined },
    callerToken: tokenWith(),
    requestId: 'r-1',
    trace,
  };
}

function fail(): never {
  throw new Error('the caller’s own function has no way to Bedrock here');
}
