import type { Route } from '@app/routing';
import { CtlError } from '../ctl.error.js';
import type { GatewayClient } from '../gateway/gateway-client.js';
import type { StatusDocument } from '../status/render-status.js';
import { countAttempts, type Figures } from './count-attempts.js';

/** Records of one look: more would not change what is decided. */
const PAGE_RECORDS = 200;
const MOST_PAGES = 5;

interface Page {
  readonly requests?: readonly unknown[];
  readonly nextCursor?: string;
}

/** Looks at how the routes do while traffic moves, by the gateway's own audit. */
export class RouteWatch {
  constructor(private readonly gateway: Pick<GatewayClient, 'getJson'>) {}

  /**
   * Looks before anything is changed: a route that is down gets no traffic.
   *
   * @throws {CtlError} `failed` where it is down or missing; as `GatewayClient.getJson`.
   */
  async requireUp(route: Route): Promise<void> {
    const { routes } = await this.gateway.getJson<StatusDocument>('/status');
    const { state = 'not-configured', failure } = routes[route] ?? {};
    if (state === 'up') return;
    const why = failure === undefined ? '' : ` (${failure})`;
    throw new CtlError('failed', `Route ${route} is ${state}${why}: nothing is shifted`, 'ctl doctor');
  }

  /**
   * The attempts of requests that came in since an instant, by the newest thousand of them.
   *
   * @throws {CtlError} as `GatewayClient.getJson`.
   */
  async since(epochMs: number): Promise<Figures> {
    const records: unknown[] = [];
    const query = new URLSearchParams({ from: new Date(epochMs).toISOString(), limit: String(PAGE_RECORDS) });
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { requests = [], nextCursor } = await this.gateway.getJson<Page>(`/v1/audit/requests?${query.toString()}`);
      records.push(...requests);
      if (nextCursor === undefined) break;
      query.set('cursor', nextCursor);
    }
    return countAttempts(records);
  }
}
