import { wholeNumber } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** What one caller may have of one process. What is undefined is without a limit. */
export interface CallerLimitsConfig {
  readonly maxInFlight: number | undefined;
  /** Streamed answers at work; they count as requests in flight, too. */
  readonly maxStreams: number | undefined;
  readonly requestsPerMinute: number | undefined;
  /** Of request bodies. */
  readonly bytesPerMinute: number | undefined;
}

/** More than one process serves; a longer number is a typing mistake. */
const MOST_REQUESTS_PER_MINUTE = 1_000_000;
const MOST_BYTES_PER_MINUTE = 1_000_000_000_000;

/**
 * Reads the `GATEWAY_CALLER_*` variables. A limit above what the whole process takes on would never bind.
 *
 * @param maxInFlight what the whole process takes on
 */
export function readCallerLimits(variables: VariableReader, maxInFlight: number): CallerLimitsConfig {
  const atWork = wholeNumber(1, maxInFlight);
  return {
    maxInFlight: variables.optional('GATEWAY_CALLER_MAX_IN_FLIGHT', atWork),
    maxStreams: variables.optional('GATEWAY_CALLER_MAX_STREAMS', atWork),
    requestsPerMinute: variables.optional(
      'GATEWAY_CALLER_REQUESTS_PER_MINUTE',
      wholeNumber(1, MOST_REQUESTS_PER_MINUTE),
    ),
    bytesPerMinute: variables.optional('GATEWAY_CALLER_BYTES_PER_MINUTE', wholeNumber(1, MOST_BYTES_PER_MINUTE)),
  };
}
