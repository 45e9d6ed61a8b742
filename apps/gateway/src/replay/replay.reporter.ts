import type { ReplayCounts, ReplayWatcher, StoreFailure } from '@app/audit';

/** Where the report goes. */
export interface ReplayOutput {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** Lines of a log between two words about how far the replay has come. */
const LINES_PER_PROGRESS = 100_000;

const UNTOUCHED: ReplayCounts = { lines: 0, stored: 0, kept: 0, unreadable: 0, rejected: 0, failed: 0 };

/** What each count is called, in the order of the report. */
const LABELS: Readonly<Record<keyof ReplayCounts, string>> = {
  lines: 'lines read',
  stored: 'stored',
  kept: 'there already',
  unreadable: 'unreadable',
  rejected: 'rejected by the table',
  failed: 'not taken this time',
};

/** Tells people what a replay does: lines by their number, and never what is in them. */
export class ReplayReporter implements ReplayWatcher {
  #counts: Readonly<ReplayCounts> = UNTOUCHED;

  constructor(private readonly output: ReplayOutput) {}

  /** Whether every record that the log held is in the table, as far as the log was read. */
  get isComplete(): boolean {
    const { unreadable, rejected, failed } = this.#counts;
    return unreadable + rejected + failed === 0;
  }

  readonly onUnreadable = (line: number): void => this.#say(`line ${line}: marked audit.spill, but cannot be read`);

  readonly onNotTaken = (line: number, reason: StoreFailure): void => {
    this.#say(`line ${line}: the table did not take it (${reason})`);
  };

  readonly onLine = (counts: Readonly<ReplayCounts>): void => {
    this.#counts = counts;
    if (counts.lines % LINES_PER_PROGRESS === 0) this.#say(`${counts.lines} lines read, ${counts.stored} stored`);
  };

  /**
   * Prints the counts. To be called when no write is under way any more.
   *
   * @param uncounted records that are in the table, and whose use of models is not in that of the counters
   */
  end(uncounted = 0): void {
    if (uncounted > 0) this.#say(`${uncounted} stored records are not counted: count their days again`);
    if (this.#counts.failed > 0) this.#say('stopped; lines behind these were not looked at: run it again');
    const rows = Object.entries(LABELS).map(([name, label]) => [label, this.#counts[name as keyof ReplayCounts]]);
    this.output.writeOut(rows.map(([label, count]) => `${String(label).padEnd(22)}${count}\n`).join(''));
  }

  #say(line: string): void {
    this.output.writeError(`audit-replay: ${line}\n`);
  }
}
