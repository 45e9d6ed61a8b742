import { AuditStoreError, type StoreFailure } from '@app/audit';
import type { TrafficSetting } from '@app/routing';
import { describeError, type ErrorFacts } from '../logs/describe-error.js';

/** What the log is told about the operator's split of `auto`. */
export type TrafficNews =
  | { readonly event: 'traffic-changed'; readonly version?: number; readonly internet?: number; readonly vpn?: number }
  | { readonly event: 'traffic-invalid' }
  | ({ readonly event: 'traffic-unreadable' } & (
      { readonly code: AuditStoreError['code']; readonly reason: StoreFailure } | ErrorFacts
    ));

/** Puts into words of ours what has become of the split. Nothing out of the item is in it but its numbers. */
export const trafficNews = {
  /** Another one is in force; without numbers: the configured order is again. */
  changed: (setting: TrafficSetting | undefined): TrafficNews => ({
    event: 'traffic-changed',
    ...(setting && { version: setting.version, ...setting.weights }),
  }),

  /** What is stored is no split. */
  invalid: (): TrafficNews => ({ event: 'traffic-invalid' }),

  /** The store does not say. */
  unreadable: (error: unknown): TrafficNews =>
    error instanceof AuditStoreError
      ? { event: 'traffic-unreadable', code: error.code, reason: error.reason }
      : { event: 'traffic-unreadable', ...describeError(error) },
};
