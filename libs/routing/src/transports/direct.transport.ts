import type { BedrockReply, ModelInvoker, Principal } from '@app/bedrock';
import type { ClearedCall } from '../clear-for-route.js';
import { Transport, type SendTerms } from './transport.js';

/** Sends from this process: its network reaches the route. */
export class DirectTransport extends Transport {
  override readonly kind = 'direct';

  constructor(private readonly invoker: ModelInvoker) {
    super();
  }

  override send({ call }: ClearedCall, { deadline, principal }: SendTerms): Promise<BedrockReply> {
    return this.invoker.invoke(call, deadline.signal, principal);
  }

  override renewCredentials(signal: AbortSignal, principal?: Principal): Promise<boolean> {
    return this.invoker.renewCredentials(signal, principal);
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.invoker.probe(signal);
  }

  override resetConnections(): void {
    this.invoker.resetConnections();
  }
}
