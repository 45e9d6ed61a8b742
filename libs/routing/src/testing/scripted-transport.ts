import type { BedrockReply } from '@app/bedrock';
import { Readable } from 'node:stream';
import type { ClearedCall } from '../clear-for-route.js';
import { Transport, type SendTerms } from '../transports/transport.js';

/** What a scripted transport does with one call or probe: answer, fail, or whatever the function says. */
export type Step = 'ok' | Error | ((signal: AbortSignal) => Promise<void>);

/** A transport in memory. It follows its scripts, whose last step repeats, and remembers what it was asked. */
export class ScriptedTransport extends Transport {
  readonly sent: ClearedCall[] = [];
  readonly sentAtEpochMs: number[] = [];
  readonly probedAtEpochMs: number[] = [];
  renewals = 0;
  resets = 0;
  /** Answers of `renewCredentials`. */
  renewal: () => Promise<boolean> = () => Promise.resolve(false);

  constructor(
    public script: readonly Step[] = ['ok'],
    public probeScript: readonly Step[] = ['ok'],
    override readonly kind: 'direct' | 'peer' = 'direct',
  ) {
    super();
  }

  override async send(cleared: ClearedCall, { deadline }: SendTerms): Promise<BedrockReply> {
    const step = this.script[Math.min(this.sent.length, this.script.length - 1)];
    this.sent.push(cleared);
    this.sentAtEpochMs.push(Date.now());
    await follow(step, deadline.signal);
    return createReply();
  }

  override renewCredentials(): Promise<boolean> {
    this.renewals += 1;
    return this.renewal();
  }

  override async probe(signal: AbortSignal): Promise<void> {
    const step = this.probeScript[Math.min(this.probedAtEpochMs.length, this.probeScript.length - 1)];
    this.probedAtEpochMs.push(Date.now());
    await follow(step, signal);
  }

  override resetConnections(): void {
    this.resets += 1;
  }
}

/** A step that ends `delayMs` later, and ignores its signal. */
export function after(delayMs: number, end: 'ok' | Error): Step {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await follow(end, AbortSignal.abort());
  };
}

/** A step that hangs until its signal fires, and fails with what `failure` makes of it. */
export function hangUntilAborted(failure: () => Error): Step {
  return (signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(failure()), { once: true });
    });
}

/** The head of an empty 200. */
export function createReply(): BedrockReply {
  return {
    status: 200,
    headers: {},
    upstreamRequestId: 'upstream-1',
    body: Readable.from([]),
    inspect: () => ({ usage: {}, bodyBytes: 0, damaged: false }),
  };
}

async function follow(step: Step | undefined, signal: AbortSignal): Promise<void> {
  if (step instanceof Error) throw step;
  if (typeof step === 'function') await step(signal);
}
