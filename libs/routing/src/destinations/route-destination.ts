import type { BedrockCallError } from '@app/bedrock';

/**
 * One end of a route: Bedrock's runtime, or its control plane. Each has a host of its own and therefore a breaker of its
 * own: lists that cannot be had say nothing about the models, nor the other way round.
 */
export interface RouteDestination {
  /** To be called on every use. */
  used(): void;
  /**
   * Does the work under the breaker, which counts failures of the way.
   *
   * @throws {BreakerOpenError} if nothing was done because of an open breaker; else as `work` does.
   */
  guard<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result>;
  /** Notes a call that Bedrock answered. */
  proven(latencyMs: number): void;
  /** Notes a failed call. */
  failed(error: BedrockCallError, latencyMs: number): void;
}
