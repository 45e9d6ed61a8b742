import { Readable } from 'node:stream';
import { HttpResponse, type HttpHandler } from '@smithy/core/protocols';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import { ShortAnswer } from '../../answer/short-answer.js';
import type { BedrockConnection } from '../../connection/bedrock-connection.js';

/** An answer of STS has a few kilobytes; what is far longer comes from somebody else. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Carries the requests of an SDK client over the sockets of one route: what holds for these (private addresses only,
 * TLS, connect timeout) holds for the client, and another route is out of its reach.
 *
 * For services whose requests are one `POST /` with a form: the query protocol.
 */
export class RouteRequestHandler implements HttpHandler {
  constructor(
    private readonly connection: BedrockConnection,
    private readonly origin: string,
  ) {}

  async handle(request: HttpRequest, { abortSignal }: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const { method, path, headers } = request;
    const answer = new ShortAnswer(MAX_ANSWER_BYTES, abortSignal as AbortSignal);
    const body = request.body as string | Uint8Array;
    this.connection.pools.dispatch(this.origin, { method, path, headers, body }, answer);
    const { status: statusCode, headers: received, body: bytes } = await answer.whole;
    return { response: new HttpResponse({ statusCode, headers: { ...received }, body: Readable.from([bytes]) }) };
  }

  /** Does nothing: the connection has its own options. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}
