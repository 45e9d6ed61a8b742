import { loadGatewayConfig } from '../../../apps/gateway/src/config/gateway-config.js';
import { LambdaGateway } from '../../../apps/gateway/src/lambda/lambda-gateway.js';
import type { RouteName } from '../../../apps/sandbox/src/sandbox.js';
import { environmentOf, startGateway, type System } from '../../support/system.js';
import { otherRoute, type Cell } from '../dimensions.js';
import { faultedRouteOf } from '../expectations/plans.js';
import { startBedrockEnds, type BedrockEnd } from './bedrock-end.js';
import { placeFault } from './place-fault.js';
import { AUDIT_TABLE, type Surroundings } from './surroundings.js';

/** A gateway that has never made a call, so that no breaker and no cache knows anything, and what it calls. */
export interface StartedCell extends AsyncDisposable {
  readonly system: System;
  readonly ends: Readonly<Record<RouteName, BedrockEnd>>;
  /** Ends a request that nothing else ends, so that its cell fails under its name. */
  readonly limit: AbortSignal;
  /** Makes the credentials good that Bedrock was refusing. */
  readonly renewCredentials: () => Promise<void>;
}

/** Longer than any deadline of a request. */
const LONGEST_MS = 180_000;

/**
 * Starts a cell. Reached by way of a sibling, the route with the fault is not attached to the gateway, but to a second
 * one, which is a function.
 *
 * @param id a name that no other cell of the run has.
 */
export async function startCell(cell: Cell, id: string, surroundings: Surroundings): Promise<StartedCell> {
  await using owner = new AsyncDisposableStack();
  const { stores, bedrockApiKey } = surroundings;
  const ends = owner.use(await startBedrockEnds(bedrockApiKey));
  const faulted = faultedRouteOf(cell);
  const put = (route: RouteName): Promise<BedrockEnd> =>
    placeFault(cell.fault, { route, form: cell.form, ends, surroundings, owner });
  const other = otherRoute(faulted);
  const byRoute = {
    [faulted]: await put(faulted),
    [other]: cell.fallback === 'in-vain' ? await put(other) : ends.of(other),
  } as Record<RouteName, BedrockEnd>;
  const hasOldKey = cell.fault === 'expired-credentials-then-good';
  await stores.putSecret(id, secretOf(hasOldKey ? 'ABSKno-longer-taken' : bedrockApiKey));
  const env = environmentOfCell(cell, id, byRoute);
  if (cell.transport === 'peer') await startSibling(faulted, id, env, { ...surroundings, owner });
  const system = owner.use(await startGateway(stores, { env: { ...env, ...attachmentOf(cell, other, id) } }));
  const owned = owner.move();
  return {
    system,
    ends: byRoute,
    limit: limitFor(owned),
    renewCredentials: () => stores.putSecret(id, secretOf(bedrockApiKey)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Its timer ends with the cell: a signal that is left to itself keeps all that it was given to. */
function limitFor(owner: AsyncDisposableStack): AbortSignal {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LONGEST_MS);
  owner.defer(() => clearTimeout(timer));
  return limit.signal;
}

function secretOf(key: string): string {
  return JSON.stringify({ bedrock_api_key: key });
}

function environmentOfCell(cell: Cell, id: string, ends: StartedCell['ends']): Record<string, string> {
  return {
    GATEWAY_DOCS: 'false',
    GATEWAY_AUDIT_TABLE: AUDIT_TABLE,
    GATEWAY_AUDIT_CREATE_TABLE: 'false',
    GATEWAY_BEDROCK_SECRET_ID: id,
    GATEWAY_VPN_FALLBACK: cell.fallback === 'not-switched-on' ? 'none' : 'internet',
    GATEWAY_INTERNET_ENDPOINT: ends.internet.endpoint,
    GATEWAY_INTERNET_CONTROL_ENDPOINT: ends.internet.endpoint,
    GATEWAY_VPN_ENDPOINT: ends.vpn.endpoint,
    GATEWAY_VPN_CONTROL_ENDPOINT: ends.vpn.endpoint,
  };
}

function attachmentOf({ transport }: Cell, network: RouteName, id: string): Record<string, string> {
  return transport === 'direct' ? {} : { GATEWAY_ATTACHMENT: network, GATEWAY_PEER_FUNCTION: id };
}

async function startSibling(
  network: RouteName,
  name: string,
  env: Record<string, string>,
  { stores, siblings: { functions }, owner }: Surroundings & { readonly owner: AsyncDisposableStack },
): Promise<void> {
  const variables = { ...environmentOf(stores), ...env, GATEWAY_ATTACHMENT: network };
  const sibling = await LambdaGateway.start(loadGatewayConfig(variables));
  functions.set(name, sibling);
  owner.defer(async () => {
    functions.delete(name);
    await sibling.close();
  });
}
