import type { Route } from '@app/routing';
import { CtlError } from '../ctl.error.js';
import type { GatewayClient } from '../gateway/gateway-client.js';
import type { Standing, StatusDocument } from '../status/render-status.js';
import { failed, ok, type Check } from './finding.js';

type Findings = ReturnType<typeof ok>;

/** Runs a check whose errors are findings. */
export async function asFindings(run: () => Promise<Findings>): Promise<Findings> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CtlError)) throw error;
    return failed(error.message, error.next ?? 'ctl --help');
  }
}

/** Whether a gateway answers there at all; no token is needed. */
export function checkAlive(gateway: GatewayClient): Check {
  return {
    name: 'gateway',
    run: () =>
      asFindings(async () => {
        const { status } = await gateway.getJson<{ status?: unknown }>('/health', (code) => code === 503);
        if (status === 'ok') return ok(`${gateway.url} is alive`);
        return failed(`${gateway.url} is shutting down`, 'wait for the next one, or start it again');
      }),
  };
}

/** Whether there is a token to show. Whether it is taken, the gateway says. */
export function checkToken(gateway: GatewayClient): Check {
  return {
    name: 'token',
    run: () =>
      asFindings(async () => {
        await gateway.token.get();
        return ok(gateway.token.isGiven ? 'CTL_TOKEN has not ended' : 'one of five minutes was signed');
      }),
  };
}

/** How routes and stores stand in the eyes of the gateway: for each of its stores a finding of its own. */
export function checkStatus(gateway: GatewayClient): Check {
  return {
    name: 'gateway status',
    run: () =>
      asFindings(async () => {
        const { version, stores } = await gateway.getJson<StatusDocument>('/status');
        const bad = Object.entries(stores).filter(([, { state }]) => state !== 'up');
        if (bad.length === 0) return ok(`version ${version}, token taken, stores up`);
        return bad.flatMap(([name, { state, reason = 'no reason known' }]) =>
          failed(`the gateway finds its store "${name}" ${state}: ${reason}`, runbookOf(name)),
        );
      }),
  };
}

function runbookOf(store: string): string {
  return store === 'audit' ? 'docs/operations.md#audit-store-down' : 'docs/operations.md#credential-expired';
}

/** What the gateway last saw of a route; undefined where it has no such route or does not say. */
export async function standingOf(gateway: GatewayClient, route: Route): Promise<Standing | undefined> {
  const status = await gateway.getJson<Partial<StatusDocument>>(`/${route}/status`).catch((error: unknown) => {
    if (error instanceof CtlError) return undefined;
    throw error;
  });
  return status?.routes?.[route];
}
