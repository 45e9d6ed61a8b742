import { AuditTrail, FinishedRecords, UsageCounter, UsageReader, UsageStore } from '@app/audit';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { toAuditOptions, toUsageOptions } from '../config/to-lib-options.js';

/** What a shutdown grants to counts that are still to come. The trail has settled the records by then. */
const SHUTDOWN_GRACE_MS = 2_000;

/** What is used is counted here, where there is a table for it, and said. Owns the connections to the tables. */
@Injectable()
export class UsageAccounts implements OnModuleInit, OnApplicationShutdown {
  readonly reader: UsageReader;
  /** Undefined: there is no table, and nothing is counted. */
  readonly counter: UsageCounter | undefined;
  readonly #store: UsageStore | undefined;

  constructor(
    config: GatewayConfig,
    finishedRecords: FinishedRecords,
    private readonly trail: AuditTrail,
  ) {
    const options = toUsageOptions(config);
    if (options) this.#store = new UsageStore(options);
    this.reader = new UsageReader(toAuditOptions(config), this.#store);
    this.counter = this.#store && new UsageCounter(this.#store);
    if (this.counter) finishedRecords.observeStored(this.counter);
  }

  onModuleInit(): void {
    this.#store?.prepare();
  }

  /** The last records are counted before the connection goes. */
  async onApplicationShutdown(): Promise<void> {
    await this.trail.onApplicationShutdown();
    await this.counter?.settled(AbortSignal.timeout(SHUTDOWN_GRACE_MS));
    this.reader.close();
    this.#store?.close();
  }
}
