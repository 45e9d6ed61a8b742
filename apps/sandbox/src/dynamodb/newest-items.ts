import { objectAt, objectsAt, textAt } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';
import type { DynaliteEngine } from './dynalite-engine.js';
import { plainItem } from './plain-item.js';

/**
 * The items of a table in plain JSON, those with the greatest sort key first; undefined when there is no such table.
 * It reads the whole table, a page at a time, and keeps `limit` items.
 */
export async function newestItems(
  engine: DynaliteEngine,
  table: string,
  limit: number,
): Promise<readonly JsonObject[] | undefined> {
  const description = await engine.call('DescribeTable', { TableName: table });
  if (description.status !== 200) return undefined;
  const sortKey = sortKeyOf(objectAt(description.output, 'Table') ?? {});
  let newest: readonly JsonObject[] = [];
  let startKey: JsonObject | undefined;
  do {
    const start = startKey === undefined ? {} : { ExclusiveStartKey: startKey };
    const { output } = await engine.call('Scan', { TableName: table, ...start });
    const items = objectsAt(output, 'Items').map(plainItem);
    newest = [...newest, ...items].toSorted((left, right) => descending(left[sortKey], right[sortKey])).slice(0, limit);
    startKey = objectAt(output, 'LastEvaluatedKey');
  } while (startKey !== undefined);
  return newest;
}

/** A table without a sort key is ordered by its partition key: any order, but the same every time. */
function sortKeyOf(table: JsonObject): string {
  const schema = objectsAt(table, 'KeySchema');
  const key = schema.find((candidate) => candidate['KeyType'] === 'RANGE') ?? schema[0] ?? {};
  return textAt(key, 'AttributeName') ?? '';
}

function descending(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return right - left;
  const [leftText, rightText] = [String(left), String(right)];
  return leftText === rightText ? 0 : leftText < rightText ? 1 : -1;
}
