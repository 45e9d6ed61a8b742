import type { Route } from '@app/routing';
import { layoutTable } from '../terminal/layout-table.js';
import type { Sample } from './measure-once.js';
import { bootstrapMedian, percentile, type Interval, type Random } from './statistics.js';

/** Percentiles, in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** What was measured on one route. */
export interface RouteSummary {
  readonly route: Route;
  readonly calls: number;
  /** Failures by what they were. */
  readonly failures: Readonly<Record<string, number>>;
  readonly firstByteMs: Percentiles;
  readonly totalMs: Percentiles;
}

/** Both routes, and what the VPN adds to the first byte. */
export interface Comparison {
  readonly routes: readonly RouteSummary[];
  /** Of the VPN over the internet, to the first byte; absent where too few pairs came through. */
  readonly addedMs?: Interval;
  readonly pairs: number;
  readonly verdict: 'vpn-slower' | 'vpn-faster' | 'no-difference-shown' | 'too-few';
}

const LEAST_PAIRS = 5;

/** Sums up the samples. A pair counts where both calls of a round came through. */
export function summarize(samples: readonly Sample[], random: Random): Comparison {
  const routes = (['internet', 'vpn'] as const).map((route) =>
    summaryOf(
      route,
      samples.filter((one) => one.route === route),
    ),
  );
  const differences = pairedDifferences(samples);
  if (differences.length < LEAST_PAIRS) return { routes, pairs: differences.length, verdict: 'too-few' };
  const interval = bootstrapMedian(differences, random);
  const addedMs = { median: rounded(interval.median), from: rounded(interval.from), to: rounded(interval.to) };
  return { routes, addedMs, pairs: differences.length, verdict: verdictOn(interval) };
}

function verdictOn({ from, to }: Interval): Comparison['verdict'] {
  if (from > 0) return 'vpn-slower';
  return to < 0 ? 'vpn-faster' : 'no-difference-shown';
}

function pairedDifferences(samples: readonly Sample[]): readonly number[] {
  const byRoute = (route: Route): ReadonlyMap<number, number | undefined> =>
    new Map(samples.filter((one) => one.route === route).map(({ round, firstByteMs }) => [round, firstByteMs]));
  const internet = byRoute('internet');
  return [...byRoute('vpn')].flatMap(([round, vpnMs]) => {
    const internetMs = internet.get(round);
    return vpnMs === undefined || internetMs === undefined ? [] : [vpnMs - internetMs];
  });
}

function summaryOf(route: Route, samples: readonly Sample[]): RouteSummary {
  const failures = samples.flatMap(({ failure }) => failure ?? []);
  const counts = new Map<string, number>();
  for (const what of failures) counts.set(what, (counts.get(what) ?? 0) + 1);
  return {
    route,
    calls: samples.length,
    failures: Object.fromEntries(counts),
    firstByteMs: percentilesOf(samples.flatMap(({ firstByteMs }) => firstByteMs ?? [])),
    totalMs: percentilesOf(samples.flatMap(({ totalMs }) => totalMs ?? [])),
  };
}

function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => rounded(percentile(sorted, share));
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

function rounded(valueMs: number): number {
  return Math.round(valueMs * 10) / 10;
}

const VERDICTS = {
  'vpn-slower': 'The VPN is slower, and that is more than chance (95 %).',
  'vpn-faster': 'The VPN is faster, and that is more than chance (95 %).',
  'no-difference-shown': 'No difference is shown: what was measured may be chance. More --rounds show smaller ones.',
  'too-few': 'Too few calls came through on both routes to compare them: ctl doctor.',
} as const;

/** The comparison for a person. */
export function renderComparison({ routes, addedMs, verdict, pairs }: Comparison): string {
  const rows = routes.map(({ route, calls, failures, firstByteMs, totalMs }) => [
    route,
    String(calls),
    Object.entries(failures)
      .map(([what, count]) => `${count} x ${what}`)
      .join(', ') || '0',
    ...[firstByteMs.p50, firstByteMs.p90, firstByteMs.p99, totalMs.p50, totalMs.p99].map((value) => (Number.isNaN(value) ? '-' : value.toFixed(1))), // prettier-ignore
  ]);
  const head = ['ms', 'calls', 'failed', 'first byte p50', 'p90', 'p99', 'total p50', 'p99'];
  const added = addedMs
    ? `The VPN adds ${addedMs.median.toFixed(1)} ms to the first byte (95 % interval ${addedMs.from.toFixed(1)} to ${addedMs.to.toFixed(1)} ms, ${pairs} pairs).\n`
    : '';
  return `${layoutTable([head, ...rows], [1, 3, 4, 5, 6, 7])}\n${added}${VERDICTS[verdict]}\n`;
}
