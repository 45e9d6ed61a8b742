import { MAX_REGRESSION, type Comparison, type Regression } from './find-regressions.ts';
import { withSpread } from './to-markdown.ts';

/** Tells what a comparison with the baseline came to, in lines. */
export function sayComparison({ regressions, compared, unknown }: Comparison): string {
  const percent = MAX_REGRESSION * 100;
  const lines = [
    `${compared} ratios to the bare pass-through compared with the baseline: ${regressions.length} worse by more than ${percent} % and outside of both spreads.`,
    ...regressions.map(sayRegression),
    ...(unknown.length > 0 ? [`Not in the baseline: ${unknown.join(', ')}.`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Nothing that was compared is nothing that was shown. */
export function isPassed({ regressions, compared }: Comparison): boolean {
  return compared > 0 && regressions.length === 0;
}

function sayRegression({ name, before, now, change }: Regression): string {
  return `REGRESSION ${name}: ${withSpread(before)} before, ${withSpread(now)} now, ${(change * 100).toFixed(0)} % worse`;
}
