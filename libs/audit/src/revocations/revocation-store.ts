import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TTL_ATTRIBUTE } from '../dynamodb/audit-table.js';
import { DynamoDbTable, numberAttribute } from '../dynamodb/dynamodb-table.js';
import type { TablePlace } from '../options.js';
import { revocationTableDefinition, subjectKey, tokenKey } from './revocation-table.js';

/** Where revocations are kept. */
export interface RevocationStoreOptions extends TablePlace {
  readonly tableName: string;
}

/** What of a token revocations go by. */
export interface Revocable {
  readonly subject: string;
  /** `jti`; a token without one is revoked by its subject only. */
  readonly tokenId?: string;
  /** `iat`, in seconds since 1970. */
  readonly issuedAtEpochS: number;
}

/** Everything that is revoked by an item, in seconds since 1970. */
const BEFORE = 'issuedBefore';

type Item = Readonly<Record<string, AttributeValue>>;

/** Revoked tokens in a DynamoDB table, see `revocationTableDefinition`. Connects on first use. */
export class RevocationStore {
  readonly #table: DynamoDbTable;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(options: RevocationStoreOptions) {
    this.#table = new DynamoDbTable(revocationTableDefinition(options.tableName), options);
  }

  /** Begins to create the table where that is wanted, but waits for nothing. */
  prepare(): void {
    this.#table.prepare();
  }

  /**
   * Whether the token was revoked, or all of its subject's that were issued when it was. Reads what was written last.
   *
   * @throws {AuditStoreError} when the store does not say; the signal's reason when it fires first.
   */
  async isRevoked({ subject, tokenId, issuedAtEpochS }: Revocable, signal: AbortSignal): Promise<boolean> {
    const [bySubject, byToken] = await Promise.all([
      this.#read(subjectKey(subject), signal),
      tokenId === undefined ? undefined : this.#read(tokenKey(tokenId), signal),
    ]);
    return byToken !== undefined || (bySubject !== undefined && issuedAtEpochS < instantOf(bySubject));
  }

  /**
   * Revokes one token, for good.
   *
   * @param goneAtEpochS when the token has ended whatever it says: the store may forget it then.
   * @throws {AuditStoreError} when it is not revoked; the signal's reason when it fires first.
   */
  async revokeToken(tokenId: string, goneAtEpochS: number, signal: AbortSignal): Promise<void> {
    await this.#write({ ...tokenKey(tokenId), [TTL_ATTRIBUTE]: numberAttribute(goneAtEpochS) }, signal);
  }

  /**
   * Revokes the tokens of a subject that were issued before an instant. One that is later than an earlier one takes its
   * place; one that is not changes nothing: what is revoked stays so.
   *
   * @throws as `revokeToken`.
   */
  async revokeSubject(subject: string, beforeEpochS: number, goneAtEpochS: number, signal: AbortSignal): Promise<void> {
    const instants = { [BEFORE]: numberAttribute(beforeEpochS), [TTL_ATTRIBUTE]: numberAttribute(goneAtEpochS) };
    await this.#write({ ...subjectKey(subject), ...instants }, signal);
  }

  close(): void {
    this.#table.close();
  }

  async #read(Key: Record<string, AttributeValue>, signal: AbortSignal): Promise<Item | undefined> {
    return (await this.#table.call('GetItem', { Key, ConsistentRead: true }, signal)).Item;
  }

  async #write(Item: Record<string, AttributeValue>, signal: AbortSignal): Promise<void> {
    await this.#table.putIf({ Item, ...unlessLater(Item[BEFORE]) }, signal);
  }
}

function unlessLater(before: AttributeValue | undefined): object {
  if (before === undefined) return {};
  return {
    ConditionExpression: 'attribute_not_exists(#before) OR #before < :before',
    ExpressionAttributeNames: { '#before': BEFORE },
    ExpressionAttributeValues: { ':before': before },
  };
}

/** An item that somebody wrote by hand and got wrong revokes everything rather than nothing. */
function instantOf(item: Item): number {
  const before = Number(item[BEFORE]?.N);
  return Number.isFinite(before) ? before : Infinity;
}
