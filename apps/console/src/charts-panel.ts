import { chartOptions } from './chart-options.js';
import { byId, setText } from './elements.js';
import { formatCount, formatDuration } from './format.js';
import { answeredBy, latencyColumns, quantile } from './latency-series.js';
import type { RequestRow } from './request-row.js';
import { ROUTE_NAMES, type RouteName } from './route-view.js';
import uPlot from './uplot.js';

/** Latency over time, a chart for each route; what it shows also stands in words below it. */
export class ChartsPanel {
  private readonly charts = new Map<RouteName, uPlot>();

  constructor() {
    const resized = new ResizeObserver(() => this.fit());
    for (const route of ROUTE_NAMES) resized.observe(placeOf(route));
  }

  /** Draws what there is. */
  show(rows: readonly RequestRow[]): void {
    for (const route of ROUTE_NAMES) {
      const [times, whole, first] = latencyColumns(rows, route);
      this.chartOf(route).setData([[...times], [...whole], [...first]]);
      setText(byId(`${route}-quantiles`, HTMLElement), describeTimes(answeredBy(rows, route)));
    }
  }

  /** Has them drawn anew, in other colours. */
  forget(): void {
    for (const chart of this.charts.values()) chart.destroy();
    this.charts.clear();
  }

  private chartOf(route: RouteName): uPlot {
    const chart = this.charts.get(route) ?? new uPlot(chartOptions(widthOf(route)), [[], [], []], placeOf(route));
    this.charts.set(route, chart);
    return chart;
  }

  private fit(): void {
    for (const [route, chart] of this.charts) chart.setSize({ width: widthOf(route), height: 200 });
  }
}

/** How long a route took, in a sentence. */
function describeTimes(rows: readonly RequestRow[]): string {
  if (rows.length === 0) return 'No request to a model has been answered by this route yet.';
  const at = (part: number, of: (row: RequestRow) => number | undefined): string =>
    formatDuration(quantile(rows.map(of), part));
  const whole = (row: RequestRow): number | undefined => row.latencyMs;
  const first = (row: RequestRow): number | undefined => row.firstByteMs;
  return (
    `${formatCount(rows.length)} answered. Whole time: p50 ${at(0.5, whole)}, p95 ${at(0.95, whole)}, p99 ${at(0.99, whole)}. ` +
    `First byte: p50 ${at(0.5, first)}, p95 ${at(0.95, first)}, p99 ${at(0.99, first)}.`
  );
}

function placeOf(route: RouteName): HTMLElement {
  return byId(`${route}-chart`, HTMLElement);
}

function widthOf(route: RouteName): number {
  return Math.max(200, placeOf(route).clientWidth);
}
