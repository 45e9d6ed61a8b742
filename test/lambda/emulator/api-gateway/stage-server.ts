import type { IncomingMessage, ServerResponse } from 'node:http';
import { Authorizer } from './authorizer.js';
import { GatewayError, type GatewayErrorType } from './gateway-error.js';
import { integrate } from './integrate.js';
import { matchRoute } from './match-route.js';
import { apiArn, bodyFields, buildCommonEvent, type ApiPlace } from './proxy-event.js';
import { receiveRequest, type ReceivedRequest } from './received-request.js';
import { renderGatewayResponse } from './render-gateway-response.js';
import type { ApiGatewayOptions } from './start-api-gateway.js';
import { headWriterFor } from './write-head.js';

/** Longer requests are refused. Source: API Gateway quotas, 10 MB. */
const MAX_BODY_BYTES = 10_485_760;

/** Source: API Gateway developer guide, response streaming: idle limit of regional and private endpoints. */
const STREAM_IDLE_MS = 300_000;

/** Answers the requests of one stage. */
export class StageServer {
  /** Those that were given to the requests so far. */
  readonly requestIds = new Set<string>();
  readonly #authorizer: Authorizer;
  readonly #now: () => number;
  readonly #refusals: GatewayErrorType[] = [];

  constructor(
    private readonly options: ApiGatewayOptions,
    private readonly place: ApiPlace,
    private readonly prefix: string,
  ) {
    this.#now = options.now ?? Date.now;
    this.#authorizer = new Authorizer(options.lambda, place, this.#now);
  }

  refuseNext(type: GatewayErrorType): void {
    this.#refusals.push(type);
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    this.#serve(request, response).catch(() => response.destroy());
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const received = receiveRequest(request, this.#pathOf(request), body ?? Buffer.alloc(0), this.#now());
    this.requestIds.add(received.requestId);
    try {
      const [refusal] = this.#refusals.splice(0, 1);
      if (refusal !== undefined) throw new GatewayError(refusal);
      if (body === undefined) throw new GatewayError('REQUEST_TOO_LARGE');
      await this.#answer(received, response);
    } catch (error) {
      if (!(error instanceof GatewayError) || response.headersSent) throw error;
      const own = renderGatewayResponse(error, this.options.definition.gatewayResponses, received, this.place);
      const head = { statusCode: own.statusCode, headers: Object.entries(own.headers) };
      headWriterFor(received)(response, head, Buffer.byteLength(own.body));
      response.end(own.body);
    }
  }

  async #answer(received: ReceivedRequest, response: ServerResponse): Promise<void> {
    const { definition, lambda, streamIdleMs: idleMs = STREAM_IDLE_MS } = this.options;
    const matched = matchRoute(definition.routes, received.method, received.path);
    if (matched === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
    const { authorizer, integration } = matched.route;
    const unauthorized = buildCommonEvent(received, matched, this.place);
    const caller = authorizer && (await this.#authorizer.authorize(authorizer, received, unauthorized));
    const { binaryMediaTypes } = definition;
    const event = {
      ...buildCommonEvent(received, matched, this.place, caller),
      ...bodyFields(received, binaryMediaTypes),
    };
    const resource = matched.route.resourcePath.replaceAll(/\{[^}]+\}/gu, '*');
    const sourceArn = apiArn(this.place, `${this.place.stage}/${received.method}${resource}`);
    await integrate({ event, sourceArn, integration, received, response, lambda, idleMs, binaryMediaTypes });
  }

  /** The path without stage and query; one that is not under the stage belongs to no resource. */
  #pathOf({ url = '/' }: IncomingMessage): string {
    // A server must take the absolute form, too. Source: RFC 9112, section 3.2.2.
    const [full = '/'] = url.replace(/^https?:\/\/[^/?#]*/iu, '').split('?');
    if (this.prefix !== '' && full !== this.prefix && !full.startsWith(`${this.prefix}/`)) return '';
    const path = full.slice(this.prefix.length) || '/';
    return this.options.pathEncoding === 'decoded' ? decodeURIComponent(path) : path;
  }
}

/** The whole body, or undefined when it is too long; the rest is thrown away then. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
