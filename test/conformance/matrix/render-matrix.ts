import { ROUTE_PREFIXES, type Comparison, type RoutePrefix } from './tally.ts';

const HEADINGS: Readonly<Record<RoutePrefix, string>> = { '': 'no prefix', '/internet': '/internet', '/vpn': '/vpn' };

/**
 * Draws the matrix as a Markdown table, in the form that Prettier gives tables: a row for each client and operation, a
 * column for each path, `equal/all =` in each cell, or `equal/all !` where something differs. Clients stand by name,
 * their operations in the order in which they come.
 */
export function renderMatrix(comparisons: readonly Comparison[]): string {
  const byClient = comparisons.toSorted(
    (one, other) => (one.client < other.client ? -1 : 1) * Number(one.client !== other.client),
  );
  const rows = Map.groupBy(byClient, ({ client, operation }) => `${client}\n${operation}`);
  const body = [...rows].map(([key, ofRow]) => [
    ...key.split('\n'),
    ...ROUTE_PREFIXES.map((prefix) => renderCell(ofRow.filter((comparison) => comparison.prefix === prefix))),
  ]);
  return alignTable([['client', 'operation', ...ROUTE_PREFIXES.map((prefix) => HEADINGS[prefix])], ...body]);
}

function renderCell(comparisons: readonly Comparison[]): string {
  const equal = comparisons.filter((comparison) => comparison.equal).length;
  return `${equal}/${comparisons.length} ${equal === comparisons.length ? '=' : '!'}`;
}

function alignTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
