import type { InvokeWithResponseStreamResponseEvent, LambdaClient } from '@aws-sdk/client-lambda';
import { BedrockCallError, throwIfAborted } from '@app/bedrock';
import { PeerFunction } from './peer-function.js';

const CONNECT_TIMEOUT_MS = 2_000;

type Events = AsyncIterable<InvokeWithResponseStreamResponseEvent>;

/**
 * The sibling as a Lambda function, called with `InvokeWithResponseStream`. Endpoint, region and credentials are the SDK's
 * own (`AWS_ENDPOINT_URL_LAMBDA`, `AWS_REGION`, role).
 *
 * The first call makes the client, and loads it: most processes never make one, and each would pay for it when it starts.
 */
export class LambdaPeerFunction extends PeerFunction {
  private client: LambdaClient | undefined;

  constructor(private readonly functionName: string) {
    super();
  }

  override async *invoke(event: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    throwIfAborted(signal);
    // Ends the connection of a reader who goes in the middle of an answer, too.
    const ended = new AbortController();
    let hasBegun = false;
    try {
      for await (const chunk of payloadOf(await this.call(event, AbortSignal.any([signal, ended.signal])))) {
        hasBegun = true;
        yield chunk;
      }
    } catch (error) {
      throwIfAborted(signal);
      throw failureOf(error, hasBegun);
    } finally {
      ended.abort();
    }
  }

  override close(): void {
    this.client?.destroy();
  }

  private async call(event: string, signal: AbortSignal): Promise<Events> {
    const payload = { FunctionName: this.functionName, Payload: Buffer.from(event) };
    try {
      const { InvokeWithResponseStreamCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      this.client ??= new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS } });
      const command = new InvokeWithResponseStreamCommand(payload);
      const { EventStream } = await this.client.send(command, { abortSignal: signal });
      if (EventStream) return EventStream;
    } catch (cause) {
      // Throttling included: the sibling cannot be reached now, and another route may do.
      throw new BedrockCallError('unreachable', 'peer-not-invoked', { cause });
    }
    throw new BedrockCallError('unreachable', 'peer-no-answer');
  }
}

/** The chunks of an answer. It is whole only if Lambda says that the function has come to its end. */
async function* payloadOf(events: Events): AsyncGenerator<Uint8Array> {
  let isWhole = false;
  // To the end of the connection's share in it: who leaves earlier closes it, and the next call opens another.
  for await (const { PayloadChunk: chunk, InvokeComplete: complete } of events) {
    if (complete?.ErrorCode !== undefined) throw new FunctionFailed();
    isWhole ||= complete !== undefined;
    if (chunk?.Payload?.length) yield chunk.Payload;
  }
  if (!isWhole) throw new Error('The answer ended before the function did');
}

/** Lambda said that the function failed. Does not leave this file. */
class FunctionFailed extends Error {}

/** Before the first byte of an answer a function that failed, or was cut off, is one that was not reached. */
function failureOf(cause: unknown, hasBegun: boolean): BedrockCallError {
  if (cause instanceof BedrockCallError) return cause;
  const reason = cause instanceof FunctionFailed ? 'peer-failed' : 'peer-cut';
  return new BedrockCallError(hasBegun ? 'stream-broken' : 'unreachable', reason, { cause });
}
