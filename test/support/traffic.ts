import type { Exchange, Fault, RouteName } from '../../apps/sandbox/src/sandbox.js';
import { HELLO } from './models.js';
import { post } from './post.js';
import type { System } from './system.js';

/** What an upstream has seen. */
export interface Traffic {
  readonly requests: number;
  readonly connections: number;
}

/** An upstream that nobody has tried to talk to. */
export const NO_TRAFFIC: Traffic = { requests: 0, connections: 0 };

/** What the gateway sends on its own account, every ten seconds, by each route in use: over a fresh connection. */
export const PROBED_MODEL = 'gateway.route-probe-names-no-model-v0:0';

/** All that callers have sent by one route since the start, or since `forgetRequests`; the oldest first. */
export function callsOf({ sandbox }: Pick<System, 'sandbox'>, route: RouteName): Exchange[] {
  return sandbox.exchanges(route).filter(({ modelId }) => modelId !== PROBED_MODEL);
}

/** The only request that callers have sent to the internet upstream. @throws if there is another, or none. */
export function onlyCallOf(system: Pick<System, 'sandbox'>): Exchange {
  const [only, ...others] = callsOf(system, 'internet');
  if (only === undefined || others.length > 0)
    throw new Error(`The upstream has seen ${others.length + Number(only !== undefined)} requests`);
  return only;
}

/** What one upstream has seen of callers since the start, or since `forgetRequests`. */
export function trafficOf({ sandbox }: System, route: RouteName): Traffic {
  const requests = callsOf({ sandbox }, route).length;
  const probes = sandbox.exchanges(route).length - requests;
  return { requests, connections: sandbox.connections(route) - probes };
}

/** Puts the same fault on both routes. */
export async function failBoth({ sandbox }: System, fault: Fault): Promise<void> {
  await Promise.all((['internet', 'vpn'] as const).map((route) => sandbox.faults.set(route, fault)));
}

/** Which way a request has gone, as its answer says. */
export function wayOf(response: Response): object {
  return {
    status: response.status,
    attempts: response.headers.get('x-routing-attempts'),
    method: response.headers.get('x-routing-method'),
  };
}

/** Asks for an answer in one piece under a prefix. */
export function ask(system: System, prefix: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return post(system, `${prefix}/bedrock/invoke`, HELLO, { headers });
}
