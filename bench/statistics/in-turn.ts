/** What each of several has come to, round by round: the same place is the same round. */
export type ByColumn<Result> = ReadonlyMap<string, readonly Result[]>;

/**
 * Measures several in short rounds, one at a time and each once a round. Who goes first moves on by one from round to
 * round: whatever else the machine does falls on all alike, and nobody always comes behind the same one.
 */
export async function inTurn<Column extends { readonly name: string }, Result>(
  columns: readonly Column[],
  rounds: number,
  measure: (column: Column, round: number) => Promise<Result>,
): Promise<ByColumn<Result>> {
  const found = new Map(columns.map(({ name }): [string, Result[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const column of turnedBy(columns, round)) found.get(column.name)?.push(await measure(column, round));
  }
  return found;
}

/** The same in a ring, from another place on. */
function turnedBy<Item>(items: readonly Item[], places: number): readonly Item[] {
  const start = places % Math.max(items.length, 1);
  return [...items.slice(start), ...items.slice(0, start)];
}
