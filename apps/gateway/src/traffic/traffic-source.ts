/**
 * Where the operator's setting is read from. `TrafficStore` of libs/audit is one.
 *
 * @example
 * const source: TrafficSource = { read: () => Promise.resolve(undefined), close: () => undefined };
 */
export interface TrafficSource {
  /** What is stored, whatever it is; undefined where nothing is. Rejects where that cannot be found out. */
  read(signal: AbortSignal): Promise<unknown>;
  /** Gives connections back. */
  close(): void;
}
