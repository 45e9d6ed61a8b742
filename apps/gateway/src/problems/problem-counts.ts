import { Injectable } from '@nestjs/common';

/** Errors answered by this process, by HTTP status. What is refused without a token leaves no record, but counts here. */
@Injectable()
export class ProblemCounts {
  private readonly counts = new Map<number, number>();

  /** Counts by status, e.g. `{ 401: 3 }`; a status that never occurred is absent. */
  get byStatus(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  add(status: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
  }
}
