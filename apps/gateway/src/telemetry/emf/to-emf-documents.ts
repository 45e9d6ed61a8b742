import { definitionOf, type Dimension } from '../metric-definitions.js';
import type { DimensionValues } from '../metric-output.js';
import { emfUnitOf } from './emf-units.js';
import type { MetricSeries } from './metric-series.js';

/** One line of the log out of which CloudWatch makes metrics. */
export type EmfDocument = Readonly<Record<string, unknown>>;

/** A document in the making: what it says of each dimension holds for all its metrics. */
interface Draft {
  dimensions: DimensionValues;
  readonly series: Map<string, MetricSeries>;
}

/**
 * Puts series into as few documents as there can be: a document has one value for each dimension, and one entry for each
 * metric. What a metric is kept under is its sets in the catalogue, no matter what else stands in the document; a set is
 * left out where one of its dimensions is not known.
 *
 * Source: CloudWatch user guide, "Specification: Embedded metric format".
 */
export function toEmfDocuments(
  namespace: string,
  timestampEpochMs: number,
  all: readonly MetricSeries[],
): readonly EmfDocument[] {
  const drafts: Draft[] = [];
  for (const series of all) {
    if (setsOf(series).length === 0) continue;
    const draft = drafts.find((candidate) => fits(candidate, series));
    if (draft === undefined) drafts.push({ dimensions: series.dimensions, series: new Map([[series.name, series]]) });
    else {
      draft.dimensions = { ...draft.dimensions, ...series.dimensions };
      draft.series.set(series.name, series);
    }
  }
  return drafts.map((draft) => toDocument(namespace, timestampEpochMs, draft));
}

function fits({ dimensions, series }: Draft, { name, dimensions: own }: MetricSeries): boolean {
  if (series.has(name)) return false;
  return Object.entries(own).every(([dimension, value]) => {
    const there = dimensions[dimension as Dimension];
    return there === undefined || there === value;
  });
}

/** Those sets of a metric whose dimensions it has values for. */
function setsOf({ name, dimensions }: MetricSeries): readonly (readonly Dimension[])[] {
  return definitionOf(name).sets.filter((set) => set.every((dimension) => dimensions[dimension] !== undefined));
}

function toDocument(namespace: string, timestampEpochMs: number, { dimensions, series }: Draft): EmfDocument {
  const bySets = Map.groupBy(series.values(), (each) => JSON.stringify(setsOf(each)));
  const directives = Array.from(bySets, ([sets, members]) => ({
    Namespace: namespace,
    Dimensions: JSON.parse(sets) as string[][],
    Metrics: members.map(({ name }) => ({ Name: name, Unit: emfUnitOf(definitionOf(name)) })),
  }));
  const values = Array.from(series.values(), ({ name, values: [...own] }) => [name, own.length === 1 ? own[0] : own]);
  return {
    _aws: { Timestamp: timestampEpochMs, CloudWatchMetrics: directives },
    ...dimensions,
    ...Object.fromEntries(values),
  };
}
