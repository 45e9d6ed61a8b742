import type { RouteName } from '../../../apps/sandbox/src/sandbox.js';
import { startStandIns, type StandIns } from '../../../apps/sandbox/src/start-stand-ins.js';
import { HELLO } from '../../support/models.js';

/** What stands at the end of one route: where calls go, and what has come of them. */
export interface BedrockEnd {
  readonly endpoint: string;
  /** SHA-256 of the body of each call for the model, in order; what the gateway asks on its own account is no call. */
  bodiesSeen(): readonly string[];
  /** What the last call was answered. */
  sent(): Buffer;
  /** Connections that were accepted. */
  connections(): number;
}

/** Two stand-ins for Bedrock of one cell's own, one per route. */
export interface BedrockEnds extends AsyncDisposable {
  readonly standIns: StandIns;
  of(route: RouteName): BedrockEnd;
}

export async function startBedrockEnds(bedrockApiKey: string): Promise<BedrockEnds> {
  const standIns = await startStandIns({ bedrockApiKey }, new Set(['internet', 'vpn'] as const));
  return {
    standIns,
    of: (route) => endOf(standIns, route),
    [Symbol.asyncDispose]: async () => standIns[Symbol.asyncDispose](),
  };
}

function endOf({ bedrock }: StandIns, route: RouteName): BedrockEnd {
  const standIn = bedrock.get(route);
  if (standIn === undefined) throw new Error(`No stand-in for ${route}`);
  const calls = () => standIn.log.list().filter(({ modelId }) => modelId === HELLO.modelId);
  return {
    endpoint: standIn.listener.url,
    bodiesSeen: () => calls().map(({ requestSha256 }) => requestSha256),
    sent: () => calls().at(-1)?.responseBody ?? Buffer.alloc(0),
    connections: () => standIn.listener.connections,
  };
}
