import { CtlError } from '../ctl.error.js';
import { explainErrno } from './explain-errno.js';
import { explainRefusal } from './explain-refusal.js';
import type { OperatorToken } from './operator-token.js';
import { readAnswer } from './read-answer.js';

/** A request to the gateway. */
export interface GatewayRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Time to the head of the answer. Default 15 s. */
  readonly timeoutMs?: number;
  /** Time to the end of the answer; default: as long as it takes. */
  readonly endsWithinMs?: number;
  /** False: no token goes along. */
  readonly asCaller?: boolean;
}

const HEAD_TIMEOUT_MS = 15_000;

/**
 * Speaks to one gateway as an operator.
 *
 * @example
 * const status = await gateway.getJson('/status');
 */
export class GatewayClient {
  constructor(
    readonly url: string,
    readonly token: OperatorToken,
    private readonly interrupted: AbortSignal,
  ) {}

  /**
   * Sends a request; resolves with whatever a gateway answers. Its body has to be read or cancelled.
   *
   * @throws {CtlError} `no-gateway` where nobody answers in time or what does is no gateway, `not-allowed` without a token.
   */
  async send(path: string, request: GatewayRequest = {}): Promise<Response> {
    const { method = 'GET', headers = {}, body, asCaller = true } = request;
    const authorization = asCaller ? { authorization: `Bearer ${await this.token.get()}` } : {};
    const response = await this.#fetch(path, request, {
      method,
      // A redirect would carry the token to where nobody has said that it may go.
      redirect: 'manual',
      headers: { ...authorization, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (isOfGateway(response)) return response;
    await response.body?.cancel().catch(() => undefined);
    throw new CtlError(
      'no-gateway',
      `What answers at ${this.url} is not the gateway: it gives its answers no id`,
      'check --url or CTL_GATEWAY_URL',
    );
  }

  /**
   * Gets a JSON document.
   *
   * @throws {CtlError} as `send`, and for every status that is not 2xx, unless `accepts` takes it.
   */
  async getJson<Document extends object>(
    path: string,
    accepts: (status: number) => boolean = () => false,
  ): Promise<Document> {
    const response = await this.send(path, { endsWithinMs: HEAD_TIMEOUT_MS });
    if (!response.ok && !accepts(response.status)) throw await explainRefusal(response);
    return (await readAnswer(response)) as Document;
  }

  async #fetch(
    path: string,
    { timeoutMs = HEAD_TIMEOUT_MS, endsWithinMs }: GatewayRequest,
    init: RequestInit,
  ): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const ends = endsWithinMs === undefined ? [] : [AbortSignal.timeout(endsWithinMs)];
    const signal = AbortSignal.any([this.interrupted, late.signal, ...ends]);
    try {
      return await fetch(`${this.url}${path}`, { ...init, signal });
    } catch (error) {
      this.interrupted.throwIfAborted();
      const words = signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : explainErrno(error);
      if (words === undefined) throw new CtlError('no-gateway', `What answers at ${this.url} does not speak HTTP`, 'check --url or CTL_GATEWAY_URL', error); // prettier-ignore
      throw new CtlError('no-gateway', `No gateway answers at ${this.url}: ${words}`, 'npm start, or check --url or CTL_GATEWAY_URL', error); // prettier-ignore
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The gateway gives every answer an id; so does API Gateway, by another name, when it answers in its place. */
function isOfGateway({ headers }: Response): boolean {
  return headers.has('x-request-id') || headers.has('x-amzn-requestid') || headers.has('apigw-requestid');
}
