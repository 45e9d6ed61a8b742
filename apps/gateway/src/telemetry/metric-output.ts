import type { Dimension, MetricName } from './metric-definitions.js';

/** What a measurement is told apart by; dimensions that its metric does not have are left out. */
export type DimensionValues = Readonly<Partial<Record<Dimension, string>>>;

/** One value of one metric, in the unit of its definition. */
export interface Measurement {
  readonly name: MetricName;
  readonly value: number;
  readonly dimensions: DimensionValues;
}

/** Looks at what is not counted by requests: gauges, and totals that are kept elsewhere. */
export type ReadMeasurements = () => readonly Measurement[];

/**
 * A way by which metrics leave this process. Never throws and never waits on the path of a request: what cannot be told
 * is lost, and the request is not.
 *
 * @example
 * output.record({ name: 'gateway.requests', value: 1, dimensions: { 'gateway.route': 'vpn' } });
 * await output.flush(AbortSignal.timeout(1_000));
 */
export abstract class MetricOutput {
  /** Takes one value of a counter or a histogram. */
  abstract record(measurement: Measurement): void;

  /** Sends what there is now, where this is an output that sends. Resolves in any case. */
  abstract flush(signal: AbortSignal): Promise<void>;

  /** Sends what is left and ends what it holds. */
  abstract close(signal: AbortSignal): Promise<void>;
}
