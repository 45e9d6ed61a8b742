import type { IncomingMessage } from 'node:http';

/** What the platform, not the caller, says about a request that came in as a Lambda invocation. */
export interface Invocation {
  /** Milliseconds until the platform ends the invocation, whatever it is doing. */
  readonly remainingMs: () => number;
  /** An answer whose first byte takes longer is cut off by what stands in front. */
  readonly longestSilenceMs: number;
  /** ARN of the caller, where the API authenticates by IAM. */
  readonly userArn?: string;
  /** X-Ray's id of the trace, where there is one. */
  readonly traceId?: string;
}

/** Kept back from an invocation's time for the end of the audit record: three tries and a spill. */
const AUDIT_RESERVE_MS = 5_000;

/** By the connection of a request, which nobody outside can name. No header says anything about an invocation. */
const invocations = new WeakMap<object, Invocation>();

/** Says which invocation the one request of a connection belongs to. */
export function attachInvocation(connection: object, invocation: Invocation): void {
  invocations.set(connection, invocation);
}

/** The invocation that a request belongs to; undefined behind an HTTP listener. */
export function invocationOf({ socket }: Pick<IncomingMessage, 'socket'>): Invocation | undefined {
  return invocations.get(socket);
}

/**
 * The longest time that a request may take because of its invocation, in milliseconds, at least 1.
 *
 * @param streamed whether bytes flow while the answer is being made; else all of its time is silence.
 */
export function timeLeftMs(invocation: Invocation | undefined, streamed: boolean): number {
  if (!invocation) return Infinity;
  const leftMs = invocation.remainingMs() - AUDIT_RESERVE_MS;
  return Math.max(1, Math.min(leftMs, streamed ? Infinity : invocation.longestSilenceMs));
}
