import type { MetricDefinition } from '../metric-definitions.js';

/** CloudWatch's names of the units. Source: CloudWatch API reference, `MetricDatum`, `Unit`. */
const UNITS: Readonly<Partial<Record<MetricDefinition['unit'], string>>> = {
  s: 'Seconds',
  By: 'Bytes',
  '1': 'None',
  USD: 'None',
};

/** The unit of a metric as CloudWatch names it: what is counted one by one is a count there. */
export function emfUnitOf({ unit }: MetricDefinition): string {
  return UNITS[unit] ?? 'Count';
}
