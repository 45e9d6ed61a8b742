import { AuditError } from '@app/audit';
import { BedrockError } from '@app/bedrock';
import { AuthError } from '../auth/errors.js';

/** When and how a store was last proven, by a real call. */
export interface StoreReport {
  readonly state: 'unknown' | 'up' | 'down';
  readonly provenAtEpochMs?: number;
  readonly latencyMs?: number;
  readonly failedAtEpochMs?: number;
  /** A fixed word. */
  readonly reason?: string;
}

const FRESH_FOR_MS = 10_000;
const TIMEOUT_MS = 3_000;

/** Proves a store by a cheap call, at most once in 10 seconds however many ask. */
export class StoreCheck {
  private report: StoreReport = { state: 'unknown' };
  private running: Promise<void> | undefined;
  private checkedAtEpochMs = -Infinity;

  constructor(
    private readonly prove: (signal: AbortSignal) => Promise<unknown>,
    private readonly now: () => number = Date.now,
  ) {}

  /** The last report, brought up to date if it is older than 10 s. Never rejects. */
  async refresh(): Promise<StoreReport> {
    const ageMs = this.now() - this.checkedAtEpochMs;
    // A clock that was set back makes a report look as if it came from the future: that is not fresh.
    if (ageMs > FRESH_FOR_MS || ageMs < 0) {
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
      await this.running;
    }
    return this.report;
  }

  private async run(): Promise<void> {
    const startedAtEpochMs = this.now();
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      await this.prove(signal);
      this.checkedAtEpochMs = this.now();
      const latencyMs = this.checkedAtEpochMs - startedAtEpochMs;
      this.report = { ...this.report, state: 'up', provenAtEpochMs: this.checkedAtEpochMs, latencyMs };
    } catch (error) {
      this.checkedAtEpochMs = this.now();
      const reason = signal.aborted ? 'timeout' : reasonOf(error);
      this.report = { ...this.report, state: 'down', failedAtEpochMs: this.checkedAtEpochMs, reason };
    }
  }
}

/** Our own errors carry a fixed word; anything else must not be repeated. */
function reasonOf(error: unknown): string {
  const isOurs = [AuditError, AuthError, BedrockError].some((family) => error instanceof family);
  if (!isOurs || !(error instanceof Error)) return 'unexpected';
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : 'unexpected';
}
