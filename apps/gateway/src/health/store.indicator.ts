import { AuditSink } from '@app/audit';
import { SecretReader } from '@app/bedrock';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { GatewayConfig } from '../config/gateway-config.js';
import { StoreCheck, type StoreReport } from './store-check.js';
import { withIsoTimes } from './with-iso-times.js';

export const STORES = ['audit', 'secrets'] as const;
export type Store = (typeof STORES)[number];

/** Health of the stores that every request needs, proven by a read. */
@Injectable()
export class StoreIndicator {
  private readonly checks: Readonly<Record<Store, StoreCheck>>;

  constructor(
    sink: AuditSink,
    secrets: SecretReader,
    config: GatewayConfig,
    private readonly indicators: HealthIndicatorService,
  ) {
    this.checks = {
      audit: new StoreCheck((signal) => sink.check(signal)),
      secrets: new StoreCheck((signal) => secrets.read(config.tokens.secretId, 'AWSCURRENT', signal)),
    };
  }

  /** The last proof, at most 10 s old. Never rejects. */
  report(store: Store): Promise<StoreReport> {
    return this.checks[store].refresh();
  }

  /** Terminus' form of `report`. */
  async check(store: Store): Promise<HealthIndicatorResult> {
    const report = await this.report(store);
    const indicator = this.indicators.check(store);
    return report.state === 'up' ? indicator.up(withIsoTimes(report)) : indicator.down(withIsoTimes(report));
  }
}
