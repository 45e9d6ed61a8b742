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
import type { Principal } from './credentials/principal.js';
import { BedrockCallError } from './errors.js';
import { ModelInvoker } from './model-invoker.js';
import type { BedrockReply, BedrockRequest } from './model-invoker.js';
import { PROBE_REQUEST } from './probe-request.js';
import { signRequest } from './sign-request.js';
import { countsPlaceOf } from './usage/counts-place.js';
import { throwIfAborted, unlessAborted } from './until-aborted.js';

const PROBE_TIMEOUT_MS = 10_000;

/** By which sockets a call is sent, and for whom. */
interface SendMeans {
  /** Asked right before sending: until then the sockets may have been replaced. */
  readonly pools: () => OriginPools;
  readonly principal?: Principal | undefined;
}

/** Calls Bedrock over HTTP/1.1 with requests that it signs itself. The AWS SDK gives schemas and signatures only. */
export class SignedHttpModelInvoker extends ModelInvoker {
  constructor(
    private readonly connection: BedrockConnection,
    private readonly credentials: CredentialsSource,
    private readonly now: Clock = Date.now,
  ) {
    super();
  }

  override invoke(request: BedrockRequest, signal: AbortSignal, principal?: Principal): Promise<BedrockReply> {
    return this.send(request, signal, { pools: () => this.connection.pools, principal });
  }

  override renewCredentials(signal: AbortSignal, principal?: Principal): Promise<boolean> {
    return unlessAborted(this.credentials.renew(signal, principal), signal);
  }

  override async probe(signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    await this.connection.withFreshSocket(async (pools) => {
      try {
        const reply = await this.send(PROBE_REQUEST, limit, { pools: () => pools });
        reply.body.destroy();
      } catch (error) {
        if (!isAnsweredByBedrock(error)) throw error;
      }
    });
  }

  override resetConnections(): void {
    this.connection.reset();
  }

  private async send(request: BedrockRequest, signal: AbortSignal, means: SendMeans): Promise<BedrockReply> {
    const target = buildTarget(request);
    const credentials = await unlessAborted(this.credentials.current(signal, means.principal), signal);
    const { options } = this.connection;
    const { method, plane } = describeOperation(request.operation);
    const origin = resolveEndpoint(options, plane, credentials);
    const unsigned = { method, origin, target, headers: pickRequestHeaders(request.headers), body: request.body };
    const signed = signRequest(unsigned, credentials, resolveRegion(options, credentials), this.now());
    const headers = { ...signed, 'accept-encoding': 'identity', 'user-agent': 'dual-routing-gateway' };
    throwIfAborted(signal);
    const sockets = means.pools();
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
