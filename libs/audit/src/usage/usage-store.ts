import type { AttributeValue, QueryInput } from '@aws-sdk/client-dynamodb';
import { TTL_ATTRIBUTE } from '../dynamodb/audit-table.js';
import { DynamoDbTable, numberAttribute } from '../dynamodb/dynamodb-table.js';
import { textOf } from '../dynamodb/index-keys.js';
import { UsageTooLargeError } from '../errors.js';
import type { TablePlace } from '../options.js';
import { READ_BOUNDS } from '../queries/partition-reader.js';
import { tryRepeatedly } from '../try-repeatedly.js';
import { parseRowName, rowName, tenantPrefix, USAGE_COUNTS, type UsageCounts, type UsageRow } from './usage-counts.js';
import { USAGE_KEYS, usageTableDefinition } from './usage-table.js';

/** Where counters are kept, and for how long. */
export interface UsageStoreOptions extends TablePlace {
  readonly tableName: string;
  /** Days after which the store may drop a day's counters. */
  readonly ttlDays: number;
}

/** A counter as it stands, with the number of times that it was corrected. */
export interface StoredUsageRow extends UsageRow {
  readonly revision: number;
}

/** What was read of a part. */
export interface UsagePart {
  readonly rows: readonly StoredUsageRow[];
  readonly readUnits: number;
}

/** Rows of one part at most: models, tenants and routes that differ. Far more than anybody can look through. */
export const MOST_ROWS_OF_A_PART = 10_000;

const REVISION = 'revision';
const DAY_S = 86_400;

/** Counters of usage in a DynamoDB table, see `usageTableDefinition`. Connects on first use. */
export class UsageStore {
  readonly #table: DynamoDbTable;
  readonly #ttlDays: number;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(options: UsageStoreOptions) {
    this.#table = new DynamoDbTable(usageTableDefinition(options.tableName), options);
    this.#ttlDays = options.ttlDays;
  }

  /** Begins to create the table where that is wanted, but waits for nothing. */
  prepare(): void {
    this.#table.prepare();
  }

  /**
   * Adds to a counter, once.
   *
   * @throws {AuditStoreError} when it is not known to have been added: it may have been, so it must not be tried again
   * unless the reason is `throttled`.
   */
  async add(part: string, row: UsageRow, signal: AbortSignal): Promise<void> {
    const counts = USAGE_COUNTS.filter((name) => row[name] !== 0);
    const input = {
      Key: keyOf(part, row),
      UpdateExpression: `SET #ttl = :ttl ADD ${counts.map((name) => `#${name} :${name}`).join(', ')}`,
      ExpressionAttributeNames: {
        '#ttl': TTL_ATTRIBUTE,
        ...Object.fromEntries(counts.map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ':ttl': this.#ttlOf(row),
        ...Object.fromEntries(counts.map((name) => [`:${name}`, numberAttribute(row[name])])),
      },
    };
    await this.#table.call('UpdateItem', input, signal);
  }

  /**
   * Writes a counter anew, whatever it was, if nobody else did so since it was read.
   *
   * @param revision of the row as it was read; 0 for one that was not there.
   * @returns false if somebody did.
   * @throws {AuditStoreError} when it is not known to be written.
   */
  put(part: string, row: UsageRow, revision: number, signal: AbortSignal): Promise<boolean> {
    const Item = {
      ...keyOf(part, row),
      ...Object.fromEntries(USAGE_COUNTS.map((name) => [name, numberAttribute(row[name])])),
      [REVISION]: numberAttribute(revision + 1),
      [TTL_ATTRIBUTE]: this.#ttlOf(row),
    };
    const condition = {
      ConditionExpression: revision === 0 ? 'attribute_not_exists(#revision)' : '#revision = :revision',
      ExpressionAttributeNames: { '#revision': REVISION },
      ...(revision > 0 && { ExpressionAttributeValues: { ':revision': numberAttribute(revision) } }),
    };
    return this.#table.putIf({ Item, ...condition }, signal);
  }

  /**
   * The counters of one part of a day, of one tenant or of all.
   *
   * @throws {UsageTooLargeError} above `MOST_ROWS_OF_A_PART`.
   * @throws {AuditStoreError} when three tries have failed; the signal's reason when it fires.
   */
  async read(part: string, tenant: string | undefined, signal: AbortSignal): Promise<UsagePart> {
    const rows: StoredUsageRow[] = [];
    let readUnits = 0;
    let from: Record<string, AttributeValue> | undefined;
    do {
      const input = { ...this.#queryOf(part, tenant), ...(from && { ExclusiveStartKey: from }) };
      const answer = await tryRepeatedly(READ_BOUNDS, signal, (_, own) => this.#table.call('Query', input, own));
      rows.push(...(answer.Items ?? []).flatMap((item) => toRow(part, item) ?? []));
      if (rows.length > MOST_ROWS_OF_A_PART) throw new UsageTooLargeError('rows', MOST_ROWS_OF_A_PART);
      readUnits += answer.ConsumedCapacity?.CapacityUnits ?? 0;
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return { rows, readUnits };
  }

  close(): void {
    this.#table.close();
  }

  #queryOf(part: string, tenant: string | undefined): Omit<QueryInput, 'TableName'> {
    const ofTenant = tenant === undefined ? '' : ' AND begins_with(#row, :tenant)';
    return {
      KeyConditionExpression: `#part = :part${ofTenant}`,
      ExpressionAttributeNames: {
        '#part': USAGE_KEYS.part,
        ...(tenant !== undefined && { '#row': USAGE_KEYS.row }),
      },
      ExpressionAttributeValues: {
        ':part': { S: part },
        ...(tenant !== undefined && { ':tenant': { S: tenantPrefix(tenant) } }),
      },
      ReturnConsumedCapacity: 'TOTAL',
    };
  }

  #ttlOf({ day }: UsageRow): AttributeValue {
    return numberAttribute(Math.floor(Date.parse(day) / 1_000) + (this.#ttlDays + 1) * DAY_S);
  }
}

function keyOf(part: string, row: UsageRow): Record<string, AttributeValue> {
  return { [USAGE_KEYS.part]: { S: part }, [USAGE_KEYS.row]: { S: rowName(row) } };
}

function toRow(part: string, item: Readonly<Record<string, AttributeValue>>): StoredUsageRow | undefined {
  const dimensions = parseRowName(part.slice(0, 10), textOf(item[USAGE_KEYS.row]?.S));
  return dimensions && { ...dimensions, ...countsOf(item), revision: numberIn(item[REVISION]) };
}

function countsOf(item: Readonly<Record<string, AttributeValue>>): UsageCounts {
  return {
    requests: numberIn(item['requests']),
    errors: numberIn(item['errors']),
    inputTokens: numberIn(item['inputTokens']),
    outputTokens: numberIn(item['outputTokens']),
    cacheReadTokens: numberIn(item['cacheReadTokens']),
    cacheWriteTokens: numberIn(item['cacheWriteTokens']),
  };
}

/** A count that was never added to is not there. */
function numberIn(value: AttributeValue | undefined): number {
  const number = Number(value?.N);
  return Number.isFinite(number) ? number : 0;
}
