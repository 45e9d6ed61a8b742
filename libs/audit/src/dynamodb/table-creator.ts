import { setTimeout as pause } from 'node:timers/promises';
import { withinDeadline } from '../within-deadline.js';
import type { TableDefinition } from './table-definition.js';
import { TTL_ATTRIBUTE } from './audit-table.js';
import type { DynamoDbConnection } from './dynamodb-connection.js';
import { DynamoDbRefusal } from './dynamodb-refusal.js';

const CREATION_TIMEOUT_MS = 15_000;
const POLL_INTERVAL_MS = 50;

/** Creates a table where it is missing, for the sandbox. Creations under way are shared; one that failed is begun anew. */
export class TableCreator {
  readonly #closed = new AbortController();
  #creation: Promise<void> | undefined;

  constructor(
    private readonly connection: Pick<DynamoDbConnection, 'call'>,
    private readonly definition: TableDefinition,
  ) {}

  /**
   * Resolves when the table can be written to. Goes on in the background when the caller's signal fires.
   * @throws as `DynamoDbConnection.call`, or the signal's reason.
   */
  async ready(signal: AbortSignal): Promise<void> {
    this.#creation ??= this.#create();
    const creation = this.#creation;
    await withinDeadline(CREATION_TIMEOUT_MS, signal, () => creation);
  }

  /** The table is gone again: the next call to `ready` looks after it. */
  forget(): void {
    this.#creation = undefined;
  }

  /** Ends a creation under way. */
  close(): void {
    this.#closed.abort();
  }

  async #create(): Promise<void> {
    try {
      await withinDeadline(CREATION_TIMEOUT_MS, this.#closed.signal, (signal) => this.#ensure(signal));
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  async #ensure(abortSignal: AbortSignal): Promise<void> {
    let isOurs = false;
    for (let status = await this.#status(abortSignal); status !== 'ACTIVE'; status = await this.#status(abortSignal)) {
      // Missing at first, or after it was being deleted; in every other status it is only a matter of time.
      if (status === undefined) isOurs = await this.#createTable(abortSignal);
      else await pause(POLL_INTERVAL_MS, undefined, { signal: abortSignal });
    }
    if (isOurs) await this.#expireItems(abortSignal);
  }

  async #status(abortSignal: AbortSignal): Promise<string | undefined> {
    try {
      const { Table } = await this.connection.call(
        'DescribeTable',
        { TableName: this.definition.TableName },
        abortSignal,
      );
      return Table?.TableStatus;
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  }

  /** Resolves with false when another process was first: the table is as good. */
  async #createTable(abortSignal: AbortSignal): Promise<boolean> {
    try {
      await this.connection.call('CreateTable', this.definition, abortSignal);
      return true;
    } catch (error) {
      if (isNamed(error, 'ResourceInUseException')) return false;
      throw error;
    }
  }

  async #expireItems(abortSignal: AbortSignal): Promise<void> {
    const { TableName } = this.definition;
    const TimeToLiveSpecification = { Enabled: true, AttributeName: TTL_ATTRIBUTE };
    try {
      await this.connection.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification }, abortSignal);
    } catch (error) {
      // A stand-in may lack the operation. It keeps its items, which does no harm on a laptop.
      if (!isNamed(error, 'UnknownOperationException')) throw error;
    }
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DynamoDbRefusal && error.name === name;
}
