import { routeNames } from '../bedrock/exchange-log.js';
import type { Exchange, RouteName } from '../bedrock/exchange-log.js';
import { sendJson } from '../http/aws-json.js';
import { acceptHttp1 } from '../http/dual-protocol.js';
import { splitTarget } from '../http/http-messages.js';
import type { HttpRequest, HttpResponse } from '../http/http-messages.js';
import { LoopbackListener } from '../http/loopback-listener.js';
import { readBody } from '../http/read-body.js';
import { parseJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import { SandboxError } from '../sandbox.errors.js';
import type { FaultSwitchboard } from './fault-switchboard.js';
import { FaultOrderError, parseFaultOrder } from './parse-fault.js';

/** What the switchboard shows beside the faults. */
export interface SwitchboardView {
  exchanges(route: RouteName): readonly Exchange[];
  connections(route: RouteName): number;
  /** Empties the logs of both routes and counts connections from zero. */
  forget(): void;
  /** Undefined when there is no such table. */
  table(name: string): Promise<readonly JsonObject[] | undefined>;
}

interface Response {
  readonly status: number;
  readonly body: unknown;
}

type Handler = (
  request: HttpRequest,
  target: { readonly query: URLSearchParams; readonly label: string },
) => Promise<Response> | Response;

const maxBodyBytes = 64 * 1024;

/** The faults, the exchange logs and the tables over HTTP, for people with curl and for tests in other processes. */
export class SwitchboardServer {
  readonly listener: LoopbackListener;
  readonly #routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
    ['PUT', /^\/faults$/, (request) => this.#putFault(request)],
    ['GET', /^\/faults$/, () => ({ status: 200, body: this.faults.state() })],
    ['GET', /^\/requests$/, (_, { query }) => this.#listRequests(query.get('route'))],
    ['DELETE', /^\/requests$/, () => this.#forget()],
    ['GET', /^\/tables\/([A-Za-z0-9_.-]{3,255})$/, (_, { label }) => this.#readTable(label)],
  ];

  constructor(
    private readonly faults: FaultSwitchboard,
    private readonly view: SwitchboardView,
    port: number,
  ) {
    const accept = acceptHttp1((request, response) => void this.#serve(request, response));
    this.listener = new LoopbackListener('the switchboard', port, accept);
  }

  async #serve(request: HttpRequest, response: HttpResponse): Promise<void> {
    try {
      const { status, body } = await this.#answer(request);
      sendJson(response, status, body);
    } catch (error) {
      const { status, message } = refusalOf(error);
      sendJson(response, status, { message });
    }
  }

  async #answer(request: HttpRequest): Promise<Response> {
    const { rawPath, rawQuery } = splitTarget(request);
    for (const [method, path, handler] of this.#routes) {
      const match = request.method === method ? path.exec(rawPath) : null;
      if (match !== null) return handler(request, { query: new URLSearchParams(rawQuery), label: match[1] ?? '' });
    }
    return {
      status: 404,
      body: { message: 'the switchboard has PUT and GET /faults, GET and DELETE /requests, GET /tables/{name}' },
    };
  }

  async #putFault(request: HttpRequest): Promise<Response> {
    const body = await readBody(request, maxBodyBytes);
    const order = parseFaultOrder(Buffer.isBuffer(body) ? parseJsonObject(body) : undefined);
    if ('route' in order) await this.faults.set(order.route, order.fault);
    else await this.faults.setStore(order.store, order.fault);
    return { status: 200, body: this.faults.state() };
  }

  #listRequests(wanted: string | null): Response {
    const routes = routeNames.filter((route) => wanted === null || route === wanted);
    if (routes.length === 0) throw new FaultOrderError(`route must be one of ${routeNames.join(', ')}`);
    const exchanges = routes.flatMap((route) => this.view.exchanges(route));
    // Bodies stay inside: this list is for looking at.
    const requests = exchanges.map((exchange) => ({ ...exchange, responseBody: undefined }));
    const connections = Object.fromEntries(routes.map((route) => [route, this.view.connections(route)]));
    return { status: 200, body: { requests, connections } };
  }

  #forget(): Response {
    this.view.forget();
    return { status: 200, body: { requests: [] } };
  }

  async #readTable(name: string): Promise<Response> {
    const items = await this.view.table(name);
    if (items === undefined) return { status: 404, body: { message: `there is no table ${name}` } };
    return { status: 200, body: items };
  }
}

/** What the caller got wrong is named; what went wrong here is not the caller's business. */
function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof FaultOrderError) return { status: 400, message: error.message };
  if (error instanceof SandboxError) return { status: 409, message: error.message };
  return { status: 500, message: 'the switchboard failed' };
}
