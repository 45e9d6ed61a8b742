import { TestRunner } from 'vitest';

/** Set by `npm run prove`: proofs run at full count. Without it they are samples, as in `npm test`. */
export const FULL_PROOF_VARIABLE = 'TEST_FULL_PROOF';

/** Another seed than a proof's own, to look where nobody has looked yet. */
export const SEED_VARIABLE = 'TEST_SEED';

declare module 'vitest' {
  interface TaskMeta {
    proof?: ProofResult;
  }
}

/** What a proof has to show: figures that a reader compares with what was asked for. */
export interface ProofResult {
  /** As `docs/guarantees.md` calls it, e.g. `fault-matrix`. */
  readonly proof: string;
  /** Absent where nothing is random. */
  readonly seed?: number;
  /** By what they count, unit in the name where there is one: `{ cells: 1728, p99Ms: 7.2 }`. */
  readonly figures: Readonly<Record<string, number | string>>;
}

/** True where every run counts, false for a sample. */
export function isFullProof(): boolean {
  return process.env[FULL_PROOF_VARIABLE] !== undefined;
}

/** How often to run: as often as the proof wants in full, or as a sample allows in `npm test`. */
export function runsOf(counts: { readonly sample: number; readonly full: number }): number {
  return isFullProof() ? counts.full : counts.sample;
}

/** The seed that the environment asks for, or the proof's own. To be named in the title of the test. */
export function seedOf(own: number): number {
  const asked = process.env[SEED_VARIABLE];
  return asked === undefined ? own : Number(asked);
}

/** Puts what the running test has shown into the table of proofs, which a full run writes to `docs/evidence/`. */
export function reportProof(result: ProofResult): void {
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error('A proof is reported from within its test');
  test.meta.proof = result;
}
