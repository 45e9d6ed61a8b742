import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDbTable, numberAttribute } from '../dynamodb/dynamodb-table.js';
import { plainItem } from '../dynamodb/plain-value.js';
import type { TablePlace } from '../options.js';
import { TRAFFIC_ITEM, TRAFFIC_KEY, trafficTableDefinition } from './traffic-table.js';

/** Where the setting is kept. */
export interface TrafficStoreOptions extends TablePlace {
  readonly tableName: string;
}

/** Order and weights of routes. This library knows routes by name only, and does not judge them. */
export interface StoredSplit {
  readonly order: readonly string[];
  readonly weights: Readonly<Record<string, number>>;
}

/** A setting to be stored. */
export interface StoredTraffic extends StoredSplit {
  readonly version: number;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly previous?: StoredSplit | undefined;
}

/** How `auto` is spread over the routes: one item of a DynamoDB table, see `trafficTableDefinition`. Connects on first use. */
export class TrafficStore {
  readonly #table: DynamoDbTable;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(options: TrafficStoreOptions) {
    this.#table = new DynamoDbTable(trafficTableDefinition(options.tableName), options);
  }

  /** Begins to create the table where that is wanted, but waits for nothing. */
  prepare(): void {
    this.#table.prepare();
  }

  /**
   * What was stored last, unread: whoever uses it has to look whether it is a setting. Undefined where nothing is.
   *
   * @throws {AuditStoreError} when the store does not say; the signal's reason when it fires first.
   */
  async read(signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { Item } = await this.#table.call('GetItem', { Key: TRAFFIC_ITEM, ConsistentRead: true }, signal);
    if (Item === undefined) return undefined;
    const { [TRAFFIC_KEY]: _key, ...setting } = plainItem(Item);
    return setting;
  }

  /**
   * Stores a setting in the place of the one that was read. Says whether it did: false if somebody has changed it since.
   *
   * A write whose answer was lost may say false although it is in force: whoever is told so has to read again.
   *
   * @param replaces version of what was read; undefined where nothing was.
   * @throws {AuditStoreError} when the store does not say; the signal's reason when it fires first.
   */
  write(setting: StoredTraffic, replaces: number | undefined, signal: AbortSignal): Promise<boolean> {
    return this.#table.putIf({ Item: itemOf(setting), ...onlyInPlaceOf(replaces) }, signal);
  }

  close(): void {
    this.#table.close();
  }
}

function onlyInPlaceOf(version: number | undefined): object {
  if (version === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': TRAFFIC_KEY } };
  }
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': numberAttribute(version) },
  };
}

function itemOf({ version, changedAt, changedBy, previous, ...split }: StoredTraffic): Record<string, AttributeValue> {
  return {
    ...TRAFFIC_ITEM,
    ...attributesOf(split),
    version: numberAttribute(version),
    changedAt: { S: changedAt },
    changedBy: { S: changedBy },
    ...(previous && { previous: { M: attributesOf(previous) } }),
  };
}

function attributesOf({ order, weights }: StoredSplit): Record<string, AttributeValue> {
  return {
    order: { L: order.map((route) => ({ S: route })) },
    weights: {
      M: Object.fromEntries(Object.entries(weights).map(([route, weight]) => [route, numberAttribute(weight)])),
    },
  };
}
