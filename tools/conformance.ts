/**
 * Compares every published client at Bedrock itself (the stand-in) and through the gateway, and prints the matrix:
 * client by operation by path. With `--write` the matrix goes into `docs/conformance.md`, if every client took part.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { startVitest } from 'vitest/node';
import { ComparisonsReporter } from '../test/conformance/matrix/comparisons.reporter.ts';
import { FULL_PROOF_VARIABLE } from '../test/support/proof.ts';
import { replaceMatrix } from '../test/conformance/matrix/matrix-in-document.ts';
import { renderMatrix } from '../test/conformance/matrix/render-matrix.ts';

const DOCUMENT = 'docs/conformance.md';
const DETAILS = `${FULL_PROOF_VARIABLE}=1 npx vitest run test/conformance`;
const MAX_NAMED = 20;
const MATRIX_SPEC = 'test/conformance/matrix.spec.ts';

process.stdout.write('Comparing every client with and without the gateway; this takes about a minute.\n\n');
process.env[FULL_PROOF_VARIABLE] = '1';
const reporter = new ComparisonsReporter();
// Nothing here runs what is built, so nothing is built first; and what is deployed is compared by `npm run test:deployed`.
const settings = {
  watch: false,
  project: ['source'],
  reporters: [reporter],
  coverage: { enabled: false },
  globalSetup: [],
};
const vitest = await startVitest('test', ['test/conformance'], {
  ...settings,
  exclude: ['**/node_modules/**', MATRIX_SPEC],
});
await vitest.close();

const { comparisons, failed, skipped } = reporter;
const matrix = renderMatrix(comparisons);
process.stdout.write(`${matrix}\n\n`);
for (const name of failed.slice(0, MAX_NAMED)) process.stdout.write(`FAILED: ${name}\n`);
if (failed.length > 0) process.stdout.write(`${failed.length} failed; to see what differs: ${DETAILS}\n`);
if (skipped.length > 0) process.stdout.write(`${skipped.length} tests were skipped: a client is missing, see above\n`);
process.exitCode = failed.length > 0 || comparisons.length === 0 ? 1 : 0;
if (process.argv.includes('--write')) await writeMatrix();

async function writeMatrix(): Promise<void> {
  if (failed.length > 0 || skipped.length > 0) throw new Error(`Not written: ${DOCUMENT} shows whole runs only`);
  await writeFile(DOCUMENT, replaceMatrix(await readFile(DOCUMENT, 'utf8'), matrix));
}
