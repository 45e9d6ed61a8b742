import type { BatchObservableCallback, Histogram, Counter, Meter, Observable } from '@opentelemetry/api';
import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { definitionOf, METRIC_NAMES, type MetricName } from '../metric-definitions.js';
import { MetricOutput, type Measurement, type ReadMeasurements } from '../metric-output.js';
import { attributesOf } from './attributes-of.js';

/** Of the process, in the words of OpenTelemetry's resource conventions. */
export interface ProcessIdentity {
  readonly version: string;
}

/** More than the catalogue can make of 50 models and 50 tenants in use; the SDK puts what is beyond into one series. */
const MOST_SERIES_PER_METRIC = 5_000;

/** Metrics by OpenTelemetry's SDK, for whatever reads it: Prometheus, or an exporter of OTLP. */
export class OpenTelemetryOutput extends MetricOutput {
  readonly #provider: MeterProvider;
  readonly #counters = new Map<MetricName, Counter>();
  readonly #histograms = new Map<MetricName, Histogram>();

  constructor(readers: IMetricReader[], read: ReadMeasurements, { version }: ProcessIdentity) {
    super();
    const identity = { 'service.name': 'dual-routing-gateway', 'service.version': version };
    const views = [{ instrumentName: '*', aggregationCardinalityLimit: MOST_SERIES_PER_METRIC }];
    this.#provider = new MeterProvider({ resource: resourceFromAttributes(identity), readers, views });
    const meter = this.#provider.getMeter('dual-routing-gateway', version);
    const observed = new Map(METRIC_NAMES.flatMap((name) => this.#open(meter, name)));
    meter.addBatchObservableCallback(observeAll(observed, read), [...observed.values()]);
  }

  override record(measurement: Measurement): void {
    const { name, value } = measurement;
    this.#counters.get(name)?.add(value, attributesOf(measurement));
    this.#histograms.get(name)?.record(value, attributesOf(measurement));
  }

  /** Readers ask, or send by their own clock. */
  override flush(): Promise<void> {
    return Promise.resolve();
  }

  override async close(signal: AbortSignal): Promise<void> {
    const { promise: gaveUp, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    // A collector that cannot be reached is nothing to stop for, and says so by what is missing there.
    await Promise.race([this.#provider.shutdown().catch(() => undefined), gaveUp]);
  }

  /** Makes the instrument of a metric; those that are looked at are given back. */
  #open(meter: Meter, name: MetricName): readonly (readonly [MetricName, Observable])[] {
    const { instrument, unit, description, buckets = [] } = definitionOf(name);
    const options = { unit, description };
    switch (instrument) {
      case 'counter':
        this.#counters.set(name, meter.createCounter(name, options));
        return [];
      case 'histogram': {
        const advice = { explicitBucketBoundaries: [...buckets] };
        this.#histograms.set(name, meter.createHistogram(name, { ...options, advice }));
        return [];
      }
      case 'gauge':
        return [[name, meter.createObservableGauge(name, options)]];
      case 'total':
        return [[name, meter.createObservableCounter(name, options)]];
    }
  }
}

function observeAll(instruments: ReadonlyMap<MetricName, Observable>, read: ReadMeasurements): BatchObservableCallback {
  return (result) => {
    for (const reading of read()) {
      const instrument = instruments.get(reading.name);
      if (instrument !== undefined) result.observe(instrument, reading.value, attributesOf(reading));
    }
  };
}
