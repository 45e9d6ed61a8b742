import { beforeAll, describe, expect, it } from 'vitest';
import {
  definitionOf,
  METRIC_NAMES,
  type Dimension,
  type MetricName,
} from '../../apps/gateway/src/telemetry/metric-definitions.js';
import type { StackTree } from '../support/cloudformation/deploy-tree.js';
import { deployGovCloud, EVERYTHING, variablesOf } from './govcloud.deployment.js';
import { metricsInAlarms, metricsOnDashboards, type UsedMetric } from './used-metrics.js';

const NAMESPACE = 'dual-routing-gateway-prod';

const keyOf = ({ name, dimensions }: UsedMetric): string =>
  [name, ...(dimensions.length > 0 ? [`by ${dimensions.toSorted().join(', ')}`] : [])].join(' ');

/** Every metric that CloudWatch gets, once for each set of dimensions. */
const KEPT = METRIC_NAMES.flatMap((name: MetricName) =>
  definitionOf(name).sets.map((set: readonly Dimension[]) => keyOf({ namespace: NAMESPACE, name, dimensions: set })),
);

let everything: StackTree;
let shown: readonly UsedMetric[];
let watched: readonly UsedMetric[];
beforeAll(async () => {
  everything = await deployGovCloud({ ...EVERYTHING, CostAlarmUsdPerHour: '50' });
  const own = ({ namespace }: UsedMetric): boolean => !namespace.startsWith('AWS/');
  shown = metricsOnDashboards(everything).filter(own);
  watched = metricsInAlarms(everything).filter(own);
});

describe('the metrics of the gateway itself', () => {
  it('go where dashboards and alarms look for them', () => {
    for (const name of ['InternetFunction', 'VpnFunction']) {
      expect(variablesOf(everything, name)).toMatchObject({
        GATEWAY_METRICS: 'emf',
        GATEWAY_METRICS_NAMESPACE: NAMESPACE,
      });
    }
    expect(new Set([...shown, ...watched].map(({ namespace }) => namespace))).toEqual(new Set([NAMESPACE]));
  });

  it('are all that a dashboard shows: by name, and by the very dimensions', () => {
    expect(shown.length).toBeGreaterThan(60);
    expect(shown.map(keyOf).filter((key) => !KEPT.includes(key))).toEqual([]);
  });

  it('are all that an alarm watches', () => {
    expect(watched.length).toBeGreaterThan(10);
    expect(watched.map(keyOf).filter((key) => !KEPT.includes(key))).toEqual([]);
  });

  it('are all on a dashboard or in an alarm: each of them is billed', () => {
    const used = new Set([...shown, ...watched].map(keyOf));
    expect(KEPT.filter((key) => !used.has(key))).toEqual([]);
  });

  it('are not written where the operator wants none', async () => {
    const tree = await deployGovCloud({ ...EVERYTHING, OwnMetrics: 'none' });
    expect(variablesOf(tree, 'VpnFunction')['GATEWAY_METRICS']).toBe('none');
  });
});
