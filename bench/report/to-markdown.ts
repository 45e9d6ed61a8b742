import type { Summary } from '../statistics/summary.ts';
import { BARE, ratioOf, summaryOf, type Quantity } from './quantity.ts';
import { OURS, OURS_WITHOUT_AUDIT, PORTKEY, verdictsOn, type Verdict } from './goals.ts';

/** The columns of the table: contestants, and what readers call them. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['direct', 'no gateway'],
  [BARE, 'bare'],
  [OURS, 'ours'],
  [OURS_WITHOUT_AUDIT, 'ours without audit'],
  ['ours-in-lambda', 'ours in Lambda'],
  [PORTKEY, 'Portkey'],
]);

/**
 * One row per quantity: the figure itself of what others are divided by, ratios to it of those, each with its spread
 * (p10 - p90 of the rounds), and what was aimed at.
 */
export function toMarkdown(quantities: readonly Quantity[]): string {
  const shown = [...COLUMNS.keys()].filter((name) => quantities.some(({ rounds }) => rounds[name] !== undefined));
  const titles = ['figure', ...shown.map((name) => COLUMNS.get(name)), 'goal'];
  const rows = quantities.map((quantity) => [
    `${quantity.title}, ${quantity.unit}`,
    ...shown.map((name) => cellOf(quantity, name)),
    verdictsOn(quantity).map(sayVerdict).join('; '),
  ]);
  const rule = titles.map((_, place) => (place === 0 || place === titles.length - 1 ? '---' : '---:'));
  return [titles, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** What was found of a contestant; empty if nothing was. */
function cellOf(quantity: Quantity, contestant: string): string {
  const values = quantity.rounds[contestant];
  if (values === undefined) return '';
  const ratio = ratioTo(quantity, contestant);
  if (ratio) return `x ${withSpread(ratio)}`;
  const figure = summaryOf(values);
  return figure ? withSpread(figure) : 'none';
}

function ratioTo(quantity: Quantity, contestant: string): Summary | undefined {
  const { reference } = quantity;
  return reference === undefined || reference === contestant ? undefined : ratioOf(quantity, contestant, reference);
}

/** `met`, or loudly not. */
export function sayVerdict({ says, figure, isMet, isStretchMet }: Verdict): string {
  const stretch = isStretchMet === true ? ', stretch met' : '';
  return `${says}: ${withSpread(figure)}, ${isMet ? 'met' : '**NOT met**'}${stretch}`;
}

/** A median, and the outer tenths beside it if they are not the same. */
export function withSpread({ n, median, p10, p90 }: Summary): string {
  return n === 1 ? rounded(median) : `${rounded(median)} (${rounded(p10)} - ${rounded(p90)})`;
}

/** Three digits that count. */
function rounded(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3);
}
