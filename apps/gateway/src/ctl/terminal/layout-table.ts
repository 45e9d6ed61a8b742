/**
 * Lays rows out as columns with two spaces between them; the first row is the head.
 *
 * @param alignRight columns, by number, whose cells are figures.
 */
export function layoutTable(rows: readonly (readonly string[])[], alignRight: readonly number[] = []): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return alignRight.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join('');
}
