import { Injectable } from '@nestjs/common';
import type { StatusReport } from '../health/status.controller.js';
import { StoreIndicator, STORES } from '../health/store.indicator.js';
import { withIsoTimes } from '../health/with-iso-times.js';
import { TrafficReport } from '../traffic/traffic-report.js';

/** What may take a while to find out. */
type SlowFacts = Pick<StatusReport, 'stores' | 'traffic'>;

/** Reports of stores and traffic as they were last: whoever looks does not wait for the next ones, which are on their way. */
@Injectable()
export class SlowReports {
  private facts: SlowFacts = { stores: Object.fromEntries(STORES.map((store) => [store, { state: 'unknown' }])) };
  private asking: Promise<void> | undefined;

  constructor(
    private readonly stores: StoreIndicator,
    private readonly traffic: TrafficReport,
  ) {}

  /** What is known now. Both reports say for themselves how old they may be, and ask nobody before. */
  glance(): SlowFacts {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.facts;
  }

  /** Never rejects, as the reports never do. */
  private async ask(): Promise<void> {
    const stores = STORES.map(async (store) => [store, withIsoTimes(await this.stores.report(store))] as const);
    const [reports, traffic] = await Promise.all([Promise.all(stores), this.traffic.report()]);
    this.facts = { stores: Object.fromEntries(reports), ...(traffic && { traffic: withIsoTimes(traffic) }) };
  }
}
