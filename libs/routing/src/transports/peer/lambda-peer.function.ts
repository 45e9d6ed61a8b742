import type { InvokeWithResponseStreamResponseEvent, LambdaClient } from '@aws-sdk/client-lambda';
import { BedrockCallError, throwIfAborted } from '@app/bedrock';
import { PeerFunction } from './peer-function.js';

const CONNECT_TIMEOUT_MS = 2_000;

type Events = AsyncIterable<InvokeWithResponseStreamResponseEvent>;
type LambdaSdk = typeof import('@aws-sdk/client-lambda');

/**
 * The sibling as a Lambda function, called with `InvokeWithResponseStream`. Endpoint, region and credentials are the SDK's
 * own (`AWS_ENDPOINT_URL_LAMBDA`, `AWS_REGION`, role).
 *
 * The SDK is loaded by the first call: most processes never make one, and each would pay for it when it starts.
 */
export class LambdaPeerFunction extends PeerFunction {
  private sdk: Promise<{ readonly client: LambdaClient; readonly commands: LambdaSdk }> | undefined;

  constructor(private readonly functionName: string) {
    super();
  }

  override async *invoke(event: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    throwIfAborted(signal);
    // Ends the connection of a reader who goes in the middle of a chunk, too.
    const ended = new AbortController();
    try {
      const events = await this.call(event, AbortSignal.any([signal, ended.signal]));
      yield* payloadOf(events);
    } catch (error) {
      throwIfAborted(signal);
      throw error instanceof BedrockCallError
        ? error
        : new BedrockCallError('stream-broken', 'peer-cut', { cause: error });
    } finally {
      ended.abort();
    }
  }

  override close(): void {
    void this.sdk?.then(({ client }) => client.destroy());
  }

  private async call(event: string, signal: AbortSignal): Promise<Events> {
    const { client, commands } = await (this.sdk ??= loadSdk());
    const command = new commands.InvokeWithResponseStreamCommand({
      FunctionName: this.functionName,
      Payload: Buffer.from(event),
    });
    try {
      const { EventStream } = await client.send(command, { abortSignal: signal });
      if (EventStream) return EventStream;
    } catch (cause) {
      // Throttling included: the sibling cannot be reached now, and another route may do.
      throw new BedrockCallError('unreachable', 'peer-not-invoked', { cause });
    }
    throw new BedrockCallError('unreachable', 'peer-no-answer');
  }
}

async function loadSdk(): Promise<{ readonly client: LambdaClient; readonly commands: LambdaSdk }> {
  const commands = await import('@aws-sdk/client-lambda');
  const requestHandler = { connectionTimeout: CONNECT_TIMEOUT_MS };
  return { client: new commands.LambdaClient({ maxAttempts: 1, requestHandler }), commands };
}

/** The chunks of an answer. It is whole only if Lambda says that the function has come to its end. */
async function* payloadOf(events: Events): AsyncGenerator<Uint8Array> {
  let hasBegun = false;
  for await (const { PayloadChunk: chunk, InvokeComplete: complete } of events) {
    if (complete) return endOf(complete.ErrorCode, hasBegun);
    if (!chunk?.Payload?.length) continue;
    hasBegun = true;
    yield chunk.Payload;
  }
  endOf('cut', hasBegun);
}

/** Before the first byte of an answer a function that failed is one that was not reached. */
function endOf(errorCode: string | undefined, hasBegun: boolean): void {
  if (errorCode === undefined) return;
  throw new BedrockCallError(hasBegun ? 'stream-broken' : 'unreachable', 'peer-failed');
}
