/**
 * The sibling function, as something that can be called.
 *
 * @example
 * for await (const chunk of peer.invoke(encodePeerProbe('vpn'), AbortSignal.timeout(10_000))) read(chunk);
 */
export abstract class PeerFunction {
  /**
   * Calls the sibling with an event, once, and yields its answer as it comes, under back-pressure. Who stops reading, or
   * whose signal fires, ends the connection.
   *
   * @throws {BedrockCallError} `unreachable` if it did not answer at all, throttling included; `stream-broken` if its answer
   *   is not whole; by the signal as everywhere.
   */
  abstract invoke(event: string, signal: AbortSignal): AsyncIterable<Uint8Array>;

  /** Ends idle connections. */
  abstract close(): void;
}
