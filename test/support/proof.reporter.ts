import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { describeCommit, printFigures, writeEvidence } from './evidence.ts';

/** Projects that run proofs at full count. */
const FULL = new Set(['prove', 'lab', 'soak']);

/**
 * Prints what proofs have shown, a line each. Results at full count are kept in `docs/evidence/`, except by CI, and none
 * of a test that failed.
 */
export class ProofReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests('passed')]);
    const proven = tests.filter((test) => test.meta().proof !== undefined);
    if (proven.length === 0) return;
    const keeps = process.env['CI'] === undefined;
    const commit = keeps ? describeCommit() : '';
    for (const test of proven) this.#print(test);
    if (keeps) for (const test of proven) if (FULL.has(test.project.name)) this.#keep(test, commit);
  }

  #print(test: TestCase): void {
    const { proof } = test.meta();
    if (proof === undefined) return;
    const seed = proof.seed === undefined ? '' : ` (seed ${proof.seed})`;
    process.stdout.write(`proof ${proof.proof}${seed}: ${printFigures(proof)}\n`);
  }

  #keep(test: TestCase, commit: string): void {
    const { proof } = test.meta();
    if (proof === undefined) return;
    const durationS = Math.round((test.diagnostic()?.duration ?? 0) / 1_000);
    writeEvidence({ ...proof, shown: test.fullName, commit, date: new Date().toISOString().slice(0, 10), durationS });
  }
}
