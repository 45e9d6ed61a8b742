import { TrafficStore } from '@app/audit';
import { TrafficPolicy, type TrafficSplit } from '@app/routing';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { toTrafficOptions } from '../config/to-lib-options.js';
import { StoredTraffic } from './stored-traffic.js';

/** The traffic policy of one application: of the table that is configured, or none at all. */
@Injectable()
export class OperatorTraffic extends TrafficPolicy implements OnModuleInit, OnApplicationShutdown {
  /** Undefined where no table is configured: then the configured order stands. */
  readonly stored: StoredTraffic | undefined;

  constructor(config: GatewayConfig) {
    super();
    const options = toTrafficOptions(config);
    if (options === undefined) return;
    const store = new TrafficStore(options);
    store.prepare();
    const logger = new Logger('Traffic');
    this.stored = new StoredTraffic(store, {
      onNews: (news) => (news.event === 'traffic-changed' ? logger.log(news) : logger.warn(news)),
    });
  }

  override get split(): TrafficSplit | undefined {
    return this.stored?.split;
  }

  /** Begins to read before the first request comes. Starting does not wait for it: it needs no DynamoDB. */
  onModuleInit(): void {
    this.stored?.refresh();
  }

  onApplicationShutdown(): void {
    this.stored?.close();
  }
}
