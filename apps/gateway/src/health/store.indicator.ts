import { AuditSink } from '@app/audit';
import { SecretReader } from '@app/bedrock';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { TokenKeysUnavailableError } from '../auth/errors.js';
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
      secrets: new StoreCheck((signal) => readSigningSecret(secrets, config.tokens.secretId, signal)),
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

/** A secret that is not there any more is no proof, however well Secrets Manager says so. */
async function readSigningSecret(secrets: SecretReader, secretId: string, signal: AbortSignal): Promise<void> {
  const secret = await secrets.read(secretId, 'AWSCURRENT', signal);
  if (secret === undefined) throw new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'no-such-secret');
}
