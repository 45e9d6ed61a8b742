import type { RouteName } from '../../../apps/sandbox/src/sandbox.js';
import type { Transport } from '../dimensions.js';

/** What is on record of one attempt. */
export interface AttemptSeen {
  readonly route: RouteName;
  readonly transport: Transport;
  readonly outcome: string;
}

/** What is on record of a request. */
export interface RecordSeen {
  readonly outcome: 'complete' | 'partial' | 'failed' | 'refused';
  readonly success: boolean;
  readonly statusCode: number;
  readonly errorType: string | undefined;
  readonly attempts: readonly AttemptSeen[];
}

/**
 * How the answer ends. `whole`: byte for byte what Bedrock's end has sent. `error`: the documented error, and nothing
 * else. `exception-frame`: the bytes of Bedrock's end, whose last frame says that the stream failed. Otherwise a true
 * part of the answer came, and then an event that says so, or the connection broke before its time.
 */
export type EndingSeen =
  'whole' | 'error' | 'exception-frame' | 'a part, then cut off' | `${number} chunks, then an error event`;

/** All that a cell is judged by. */
export interface CellSeen {
  readonly status: number;
  /** Of the error, be it in an answer of its own or in the last event of a stream; undefined where there is none. */
  readonly type: string | undefined;
  readonly ending: EndingSeen;
  readonly routeHeader: string | null;
  readonly attemptsHeader: string | null;
  readonly retryAfter: string | null;
  /** The records of the request, of gateway and sibling together: always one. */
  readonly records: readonly RecordSeen[];
  /** How often Bedrock's ends were sent the caller's body, whole and unchanged. */
  readonly calls: Readonly<Record<RouteName, number>>;
  /** Whether a connection was made to the end of a route that the request may not take. */
  readonly strayed: boolean;
}
