import { definitionOf, type Dimension, type MetricDefinition, type MetricName } from '../metric-definitions.js';
import type { DimensionValues, Measurement } from '../metric-output.js';

/** The values of one metric under the same values of its dimensions, since they were last written. */
export interface MetricSeries {
  readonly name: MetricName;
  readonly dimensions: DimensionValues;
  /** One sum, or every value of a histogram. */
  readonly values: readonly number[];
}

/** The most that one metric of a document may hold. Source: CloudWatch user guide, embedded metric format. */
export const MOST_VALUES = 100;

/** Adds measurements up: counters to a sum, histograms value by value, so that percentiles are those of the values. */
export class SeriesBuffer {
  readonly #series = new Map<string, MetricSeries & { readonly values: number[] }>();

  get size(): number {
    return this.#series.size;
  }

  /** Takes a measurement. @returns whether its series is full. */
  add({ name, value, dimensions: given }: Measurement): boolean {
    const definition = definitionOf(name);
    const dimensions = pickDimensions(definition, given);
    const key = JSON.stringify([name, dimensions]);
    const series = this.#series.get(key) ?? { name, dimensions, values: [] };
    this.#series.set(key, series);
    const { values } = series;
    if (definition.instrument === 'histogram') values.push(value);
    else values[0] = (values[0] ?? 0) + value;
    return values.length >= MOST_VALUES;
  }

  /** Everything so far; from here on it is empty. */
  take(): readonly MetricSeries[] {
    const taken = [...this.#series.values()];
    this.#series.clear();
    return taken;
  }
}

/** What the definition has, in its order. */
function pickDimensions({ dimensions }: MetricDefinition, given: DimensionValues): DimensionValues {
  const pairs = dimensions.flatMap((name): [Dimension, string][] => {
    const value = given[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(pairs);
}
