import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Comparison } from './tally.ts';

/** Collects the comparisons of a run. */
export class ComparisonsReporter implements Reporter {
  /** Complete when the run has ended, in the order of clients and cases. */
  readonly comparisons: Comparison[] = [];
  /** The tests that did not pass, whatever they were about, and those that were skipped. */
  readonly failed: string[] = [];
  readonly skipped: string[] = [];

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      if (module.errors().length > 0) this.failed.push(module.relativeModuleId);
      for (const test of module.children.allTests()) this.take(test);
    }
  }

  /** Clients that are missing say so on stderr; everything else there is the clients' own talk. */
  onUserConsoleLog({ type, content }: UserConsoleLog): void {
    if (type === 'stderr' && content.startsWith('SKIPPED')) process.stderr.write(content);
  }

  private take(test: TestCase): void {
    const { state } = test.result();
    const { place } = test.meta();
    if (place) this.comparisons.push({ ...place, equal: state === 'passed' });
    if (state === 'failed') this.failed.push(test.fullName);
    if (state === 'skipped') this.skipped.push(test.fullName);
  }
}
