import { resourcesOfType, textOf, type StackTree } from '../support/cloudformation/deploy-tree.js';

/** A metric that a dashboard or an alarm looks at, by the names of its dimensions. */
export interface UsedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
}

interface AlarmMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
}

/** One widget of a dashboard. */
export interface Widget {
  readonly x: number;
  readonly y: number;
  readonly properties: { readonly title: string; readonly region: string; readonly metrics: readonly unknown[][] };
}

/** Every metric of every alarm. */
export function metricsInAlarms(tree: StackTree): readonly UsedMetric[] {
  return resourcesOfType(tree, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) => {
    const { Metrics = [], ...own } = properties as unknown as AlarmMetric & {
      readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: AlarmMetric } }[];
    };
    const inMath = Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : MetricStat.Metric));
    return (properties['MetricName'] === undefined ? inMath : [own]).map(
      ({ Namespace, MetricName, Dimensions = [] }): UsedMetric => ({
        namespace: Namespace,
        name: MetricName,
        dimensions: Dimensions.map(({ Name }) => Name),
      }),
    );
  });
}

/** The widgets of every dashboard, by its name. */
export function dashboardsOf(tree: StackTree): ReadonlyMap<string, readonly Widget[]> {
  const boards = resourcesOfType(tree, 'AWS::CloudWatch::Dashboard');
  return new Map(
    boards.map((board) => {
      const { widgets } = JSON.parse(textOf(board, 'DashboardBody')) as { widgets: Widget[] };
      return [textOf(board, 'DashboardName'), widgets];
    }),
  );
}

/** Every metric of every dashboard, those that a search asks for among them. */
export function metricsOnDashboards(tree: StackTree): readonly UsedMetric[] {
  const widgets = [...dashboardsOf(tree).values()].flat();
  return widgets.flatMap(({ properties }) => properties.metrics.map(readRow));
}

/** A row is namespace, name, and pairs of dimension and value, or an expression. Source: CloudWatch API reference. */
function readRow(row: readonly unknown[]): UsedMetric {
  const [namespace, name, ...pairs] = row.filter((part) => typeof part === 'string');
  if (namespace === undefined || name === undefined) return readSearch(row[0]);
  return { namespace, name, dimensions: pairs.filter((_, at) => at % 2 === 0) };
}

const SEARCH =
  /^SEARCH\('\{"([^"]+)"((?:,"[^"]+")*)\} MetricName="([^"]+)"(?: "[a-z]+")?', '(?:Sum|p\d\d)'(?:, \d+)?\)$/;

/** @throws Error for an expression that is no search: nobody here could tell what it looks at */
function readSearch(row: unknown): UsedMetric {
  const { expression } = row as { readonly expression: string };
  const [, namespace, dimensions, name] = SEARCH.exec(expression) ?? [];
  if (namespace === undefined || dimensions === undefined || name === undefined) throw new Error(expression);
  return { namespace, name, dimensions: [...dimensions.matchAll(/"([^"]+)"/g)].map(([, each]) => each ?? '') };
}
