import { formatTimeOfDay } from './format.js';
import type uPlot from './uplot.js';

/** Two requests at the same time would stand at both ends of it else. */
const LEAST_SPAN_SECONDS = 10;

/** Colours of the page, as they are now: a canvas has no style sheet. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** How the chart of a route looks: whole time as a line, the first byte dashed, so that no colour is needed. */
export function chartOptions(width: number): uPlot.Options {
  const axis = {
    stroke: colourOf('muted'),
    grid: { stroke: colourOf('line'), width: 1 },
    ticks: { stroke: colourOf('line') },
  };
  const points = { show: true, size: 5 };
  return {
    width,
    height: 200,
    cursor: { drag: { x: false, y: false } },
    legend: { live: false },
    scales: {
      x: { range: (_chart, least, most) => [Math.min(least, most - LEAST_SPAN_SECONDS), most] },
      y: { range: (_chart, _least, most) => [0, Math.max(10, most * 1.1)] },
    },
    axes: [
      { ...axis, values: (_chart, times) => times.map(labelOf) },
      { ...axis, size: 64, values: (_chart, values) => values.map((value) => `${value} ms`) },
    ],
    series: [
      {},
      { label: 'Whole time', stroke: colourOf('accent'), width: 2, points },
      { label: 'First byte', stroke: colourOf('warn'), width: 2, dash: [6, 4], points },
    ],
  };
}

/** Times on record are in UTC, and so are those here. */
function labelOf(seconds: number): string {
  return formatTimeOfDay(new Date(seconds * 1_000).toISOString()).slice(0, 8);
}
