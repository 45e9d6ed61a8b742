/** What is asked of contestants: an answer at once, or one in pieces. */
export type RequestKind = 'converse' | 'converse-stream';

/** Who passes requests on to the upstream. Disposing of it ends it, and waits until it is gone. */
export interface Contestant extends AsyncDisposable {
  /** In tables and results. */
  readonly name: string;
  /** On the loopback address. */
  readonly port: number;
  /** Of the process that does the work; our own where there is none. */
  readonly pid: number;
  /**
   * A request as it goes over the wire.
   *
   * @param body for Bedrock's Converse; a contestant that takes another form says the same in its own.
   * @param caller from 0; whoever knows its callers knows this one from others. Default 0.
   */
  requestTo(kind: RequestKind, body: Buffer, caller?: number): Buffer;
}

/** Which model is asked: by its own id, as in the examples of the documentation. */
export const MODEL_ID = 'anthropic.claude-3-haiku-20240307-v1:0';

/** Where Bedrock has the two operations; gateways that speak its language have them there, too. */
export function bedrockPath(kind: RequestKind): string {
  return `/model/${encodeURIComponent(MODEL_ID)}/${kind}`;
}
