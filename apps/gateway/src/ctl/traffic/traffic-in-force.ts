import { readTrafficSplit, type TrafficSplit } from '@app/routing';
import { membersOf } from '../../config/parse-json-object.js';
import type { GatewayClient } from '../gateway/gateway-client.js';

/** What `/status` says about the split. */
export interface TrafficInForce extends TrafficSplit {
  readonly source: 'stored' | 'configured';
  readonly version?: number;
  readonly readAt?: string;
}

/**
 * The split that the gateway that answers has in force; undefined where it has no table of it, or is an older one.
 *
 * @throws {CtlError} as `GatewayClient.getJson`.
 */
export async function readTrafficInForce(gateway: Pick<GatewayClient, 'getJson'>): Promise<TrafficInForce | undefined> {
  const traffic = membersOf((await gateway.getJson<{ readonly traffic?: unknown }>('/status')).traffic);
  const weights = membersOf(traffic?.get('weights'));
  const order = traffic?.get('order');
  const split = readTrafficSplit({ order: wholeOrder(order), weights: weights && Object.fromEntries(weights) });
  if (traffic === undefined || split === undefined) return undefined;
  const [source, version, readAt] = ['source', 'version', 'readAt'].map((name) => traffic.get(name));
  return {
    ...split,
    source: source === 'stored' ? 'stored' : 'configured',
    ...(typeof version === 'number' && { version }),
    ...(typeof readAt === 'string' && { readAt }),
  };
}

/** A configured order may have one route only; a split has both. */
function wholeOrder(order: unknown): unknown {
  if (!Array.isArray(order) || order.length !== 1) return order;
  return order[0] === 'vpn' ? ['vpn', 'internet'] : ['internet', 'vpn'];
}
