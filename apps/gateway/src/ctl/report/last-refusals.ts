import { readRecords, type ShownRecord } from '../audit/audit-pages.js';
import type { GatewayClient } from '../gateway/gateway-client.js';

/** What of a record helps to find a cause. Who asked, and of whom, stays in the audit. */
const TOLD = [
  'requestId',
  'upstreamRequestId',
  'timestamp',
  'operation',
  'modelId',
  'requestedRoute',
  'routingMethod',
  'outcome',
  'statusCode',
  'errorType',
  'attempts',
  'latency',
] as const;

/** Records that are looked at, the newest first, and those of them that are told. */
const MOST_LOOKED_AT = 1_000;
const MOST_TOLD = 50;

/** The last requests that did not go well, without who asked what. */
export async function lastRefusals(gateway: GatewayClient): Promise<readonly ShownRecord[]> {
  const told: ShownRecord[] = [];
  for await (const record of readRecords(gateway, {}, MOST_LOOKED_AT)) {
    if (record['outcome'] === 'complete' || record['outcome'] === 'started') continue;
    told.push(Object.fromEntries(TOLD.flatMap((name) => (name in record ? [[name, record[name]]] : []))));
    if (told.length === MOST_TOLD) break;
  }
  return told;
}
