import { Exchange } from './answer/exchange.js';
import type { ExchangeTerms } from './answer/exchange.js';
import { pickRequestHeaders } from './answer/pick-headers.js';
import { describeOperation } from './bedrock-operations.js';
import { buildTarget } from './build-target.js';
import type { Clock } from './clock.js';
import type { BedrockConnection } from './connection/bedrock-connection.js';
import type { OriginPools } from './connection/origin-pools.js';
import { resolveEndpoint, resolveRegion } from './connection/resolve-endpoint.js';
import type { CredentialsSource } from './credentials/credentials-source.js';
import { BedrockCallError } from './errors.js';
import { ModelInvoker } from './model-invoker.js';
import type { BedrockReply, BedrockRequest } from './model-invoker.js';
import { signRequest } from './sign-request.js';
import { countsPlaceOf } from './usage/counts-place.js';
import { throwIfAborted, unlessAborted } from './until-aborted.js';

const PROBE_TIMEOUT_MS = 10_000;

// Counting tokens is free, and no model can have this id: nothing can run. Bedrock still checks the signature, finds
// no such model and says so. The body is that of `CountTokens` for the text `{}`.
const PROBE: BedrockRequest = {
  operation: 'CountTokens',
  modelId: 'gateway.route-probe-names-no-model-v0:0',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  body: Buffer.from('{"input":{"invokeModel":{"body":"e30="}}}'),
};

/** Calls Bedrock over HTTP/1.1 with requests that it signs itself. The AWS SDK gives schemas and signatures only. */
export class SignedHttpModelInvoker extends ModelInvoker {
  constructor(
    private readonly connection: BedrockConnection,
    private readonly credentials: CredentialsSource,
    private readonly now: Clock = Date.now,
  ) {
    super();
  }

  override invoke(request: BedrockRequest, signal: AbortSignal): Promise<BedrockReply> {
    return this.send(request, signal, () => this.connection.pools);
  }

  override renewCredentials(signal: AbortSignal): Promise<boolean> {
    return unlessAborted(this.credentials.renew(signal), signal);
  }

  override async probe(signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    await this.connection.withFreshSocket(async (pools) => {
      try {
        const reply = await this.send(PROBE, limit, () => pools);
        reply.body.destroy();
      } catch (error) {
        if (!isAnsweredByBedrock(error)) throw error;
      }
    });
  }

  override resetConnections(): void {
    this.connection.reset();
  }

  private async send(request: BedrockRequest, signal: AbortSignal, pools: () => OriginPools): Promise<BedrockReply> {
    const target = buildTarget(request);
    const credentials = await unlessAborted(this.credentials.current(signal), signal);
    const { options } = this.connection;
    const { method, plane } = describeOperation(request.operation);
    const origin = resolveEndpoint(options, plane, credentials);
    const unsigned = { method, origin, target, headers: pickRequestHeaders(request.headers), body: request.body };
    const signed = await signRequest(unsigned, credentials, resolveRegion(options, credentials), this.now());
    const headers = { ...signed, 'accept-encoding': 'identity', 'user-agent': 'dual-routing-gateway' };
    throwIfAborted(signal);
    const sockets = pools();
    const exchange = new Exchange(this.termsOf(request), signal);
    sockets.dispatch(origin, { path: target.pathAndQuery, method, headers, body: request.body ?? null }, exchange);
    return exchange.reply;
  }

  private termsOf({ operation, headers }: BedrockRequest): ExchangeTerms {
    const { firstByteTimeoutMs, idleTimeoutMs } = this.connection.options;
    const { plane, answer } = describeOperation(operation);
    return {
      answer,
      accept: headers['accept'],
      countsIn: countsPlaceOf(operation),
      // An answer in one piece begins when the model has finished.
      firstByteTimeoutMs: plane === 'runtime' && answer === 'json' ? undefined : firstByteTimeoutMs,
      idleTimeoutMs,
      now: this.now,
    };
  }
}

// A 4xx of Bedrock's own about the id: route, TLS and credentials have done their part.
function isAnsweredByBedrock(error: unknown): boolean {
  return error instanceof BedrockCallError && error.kind === 'bad-request' && error.upstream !== undefined;
}
