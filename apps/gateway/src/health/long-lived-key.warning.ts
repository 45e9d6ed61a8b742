import { CredentialsInUse, type CredentialsReport } from '@app/bedrock';
import { Injectable, Logger } from '@nestjs/common';

const DAY_MS = 86_400_000;
/** Older keys are a finding of most audits: IAM's own credential report counts like this. */
const MOST_DAYS = 90;

/**
 * Reminds operators once a day of a key that lasts: with its age, and louder once that is over 90 days.
 *
 * It runs whenever the secret has been read, so it needs no timer, and a function that is frozen misses nothing. A key of
 * the same day has just been made or rotated, and needs no reminder.
 */
@Injectable()
export class LongLivedKeyWarning {
  private readonly logger = new Logger('Credentials');
  private saidAtEpochMs = Number.NEGATIVE_INFINITY;

  constructor(inUse: CredentialsInUse) {
    inUse.onRead((report) => this.remind(report));
  }

  private remind(report: CredentialsReport): void {
    const ageDays = ageInDays(report);
    if (!report.isLongLived || ageDays === undefined || ageDays < 1) return;
    if (Date.now() - this.saidAtEpochMs < DAY_MS) return;
    this.saidAtEpochMs = Date.now();
    const line = { event: 'long-lived-key', kind: report.kind, ageDays };
    if (ageDays > MOST_DAYS) this.logger.error(line);
    else this.logger.warn(line);
  }
}

/** Whole days since this version of the secret was made; undefined where nobody knows. */
export function ageInDays({ createdAtEpochMs }: CredentialsReport): number | undefined {
  return createdAtEpochMs === undefined ? undefined : Math.floor((Date.now() - createdAtEpochMs) / DAY_MS);
}
