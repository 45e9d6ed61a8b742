import type { TrafficSplit } from '@app/routing';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { OperatorTraffic } from './operator-traffic.js';

/** How `auto` is spread over the routes by this process, and how it knows. */
export interface TrafficFacts extends TrafficSplit {
  /** `stored`: the operator's setting. `configured`: there is none, or none was ever read. */
  readonly source: 'stored' | 'configured';
  /** When the store has said so last; absent if it never did. Old while the store fails. */
  readonly readAtEpochMs?: number;
  readonly version?: number;
  readonly changedAt?: string;
  readonly changedBy?: string;
}

/** Says what is in force. */
@Injectable()
export class TrafficReport {
  constructor(
    private readonly config: GatewayConfig,
    private readonly traffic: OperatorTraffic,
  ) {}

  /** Waits for a read if what there is is old, two seconds at most; undefined where no setting can be in force. Never rejects. */
  async report(): Promise<TrafficFacts | undefined> {
    const { stored } = this.traffic;
    if (stored === undefined) return undefined;
    stored.refresh();
    await stored.settled();
    const { readAtEpochMs, setting } = stored;
    const read = readAtEpochMs === undefined ? {} : { readAtEpochMs };
    if (setting === undefined) return { ...configuredSplit(this.config.routes.order), source: 'configured', ...read };
    const { previous: _previous, ...facts } = setting;
    return { ...facts, source: 'stored', ...read };
  }
}

/** The configured order in the form of a split: all of it begins with the first route. */
function configuredSplit(order: TrafficSplit['order']): TrafficSplit {
  return { order, weights: order[0] === 'vpn' ? { internet: 0, vpn: 100 } : { internet: 100, vpn: 0 } };
}
