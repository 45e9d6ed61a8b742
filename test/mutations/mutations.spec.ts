import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isFullProof, reportProof, seedOf } from '../support/proof.js';
import { MUTATIONS, type Mutation } from './mutations.js';

const SEED = seedOf(20_261_123);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = fileURLToPath(new URL('mutated.config.ts', import.meta.url));
const RUN_TIMEOUT_MS = 300_000;

/** What a run of one spec has shown. Source: vitest's JSON reporter. */
interface Run {
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly message: string }[];
}

/** Runs the spec of a mutation against the sources with that one change. */
async function runMutated(mutation: Mutation): Promise<Run> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'mutation-'));
  const output = join(folder.path, 'run.json');
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', CONFIG];
  const args = [...vitest, '--reporter=json', `--outputFile=${output}`];
  const env = { PATH: process.env['PATH'], TEST_MUTATION: String(MUTATIONS.indexOf(mutation)) };
  // It ends with an error, as it should: the file says which.
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env, timeout: RUN_TIMEOUT_MS }).catch(() => undefined);
  return JSON.parse(await readFile(output, 'utf8')) as Run;
}

/** All, or the one that the seed draws. */
const chosen = isFullProof() ? MUTATIONS : MUTATIONS.filter((_, index) => index === SEED % MUTATIONS.length);

describe(`a defect that takes a safeguard away (seed ${SEED})`, () => {
  it('is noticed by the test that holds the promise', { timeout: RUN_TIMEOUT_MS * MUTATIONS.length }, async () => {
    const unnoticed: string[] = [];
    for (const mutation of chosen) {
      const { numFailedTests, testResults } = await runMutated(mutation);
      // A file that cannot be loaded has no tests that could fail, and a message.
      expect(testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([]);
      if (numFailedTests === 0) unnoticed.push(mutation.defect);
    }
    expect(unnoticed).toEqual([]);
    reportProof({ proof: 'mutations', seed: SEED, figures: { defects: chosen.length, noticed: chosen.length } });
  });
});
