import { AuditConfigurationError } from './errors.js';

/** `strict`: no durable record, no request. `available`: a start that the store does not take goes to the log instead. */
export type AuditMode = 'strict' | 'available';

/** Where a table is, and whether it may be made. */
export interface TablePlace {
  /** Of DynamoDB, as a URL. Without it, the region's own. */
  readonly endpoint?: string;
  /** Sandbox only: refused unless `endpoint` is a loopback address, because a real table is the template's business. */
  readonly createTableIfMissing?: boolean;
}

/** What the library has to be told. */
export interface AuditOptions extends TablePlace {
  readonly mode: AuditMode;
  /** Days after which the store may drop a record; whole, at least 1. */
  readonly ttlDays: number;
  readonly tableName: string;
  /** Written into every record. */
  readonly gatewayVersion: string;
  /** Epoch milliseconds; `Date.now` unless a test says otherwise. */
  readonly now?: () => number;
}

/** The defaults of `GATEWAY_AUDIT_MODE`, `GATEWAY_AUDIT_TTL_DAYS` and `GATEWAY_AUDIT_TABLE`. */
export const AUDIT_DEFAULTS = {
  mode: 'strict',
  ttlDays: 30,
  tableName: 'cross-partition-requests',
} as const satisfies Partial<AuditOptions>;

/** @throws {AuditConfigurationError} unless records are kept for a whole number of days. */
export function assertRetention({ ttlDays }: AuditOptions): void {
  if (Number.isInteger(ttlDays) && ttlDays >= 1) return;
  throw new AuditConfigurationError('ttlDays', 'must be a whole number of days, at least 1');
}

/** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
export function assertMayCreateTable({ createTableIfMissing, endpoint }: TablePlace): void {
  if (createTableIfMissing !== true || isLoopback(endpoint)) return;
  throw new AuditConfigurationError('createTableIfMissing', 'needs an endpoint with a loopback address');
}

/** Literal addresses and `localhost` only: any other name may resolve to anything. */
function isLoopback(endpoint: string | undefined): boolean {
  const url = URL.parse(endpoint ?? '');
  return url !== null && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}
