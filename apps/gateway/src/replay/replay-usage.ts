import { UsageCounter, UsageStore, type StoredRecordObserver } from '@app/audit';
import type { ReplayConfig } from '../config/gateway-config.js';
import { toUsageOptions } from '../config/to-lib-options.js';

/** Nobody waits for the counts of a replay: a table that throttles gets the time to recover. */
const LAST_COUNTS_TIMEOUT_MS = 30_000;

/** What counts the use of models in records that a replay puts back: no gateway has counted them. */
export interface ReplayUsage extends Pick<StoredRecordObserver, 'onStored'> {
  /** Resolves with the number of records that are stored and not counted. To be called once, at the end. */
  end(): Promise<number>;
}

/** Opens the counters; undefined where there is no table of them. */
export function openReplayUsage(config: ReplayConfig): ReplayUsage | undefined {
  const options = toUsageOptions(config);
  if (options === undefined) return undefined;
  const store = new UsageStore(options);
  const counter = new UsageCounter(store);
  return {
    onStored: (record) => counter.onStored(record),
    end: async () => {
      await counter.settled(AbortSignal.timeout(LAST_COUNTS_TIMEOUT_MS));
      store.close();
      return counter.lost;
    },
  };
}
