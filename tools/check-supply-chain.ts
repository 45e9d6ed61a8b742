/**
 * Checks what is installed: exact versions, hashes in the locks, a decision about every install script, licences on the
 * list, and no serious advisory where the registry says what it knows.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askForAdvisories } from './supply-chain/advisories.ts';
import { licenceProblems } from './supply-chain/licences.ts';
import { installScriptProblems, integrityProblems, rangeProblems, type Manifest } from './supply-chain/pinning.ts';
import { readLock } from './supply-chain/read-lock.ts';

/** Each has a lock file. What is installed apart is for tests alone. */
const ROOT = '.';
const APART = ['bench/rivals/portkey', 'test/conformance', 'test/mutations/tester'];

const problems = [
  ...[ROOT, ...APART].flatMap(problemsOf),
  ...globSync('{libs,apps}/*/package.json').flatMap((file) => rangeProblems(readManifest(file))),
];
for (const problem of problems) process.stdout.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;

function problemsOf(folder: string): readonly string[] {
  const locked = readLock(join(folder, 'package-lock.json'));
  const packages = folder === ROOT ? locked : locked.map((each) => ({ ...each, isDevelopment: true }));
  const manifest = readManifest(join(folder, 'package.json'));
  process.stdout.write(`${join(folder, 'package-lock.json')}: ${packages.length} packages\n`);
  return [
    ...rangeProblems(manifest),
    ...integrityProblems(packages),
    ...installScriptProblems(packages, manifest),
    ...licenceProblems(packages),
    ...seriousAdvisories(folder),
  ];
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

function seriousAdvisories(folder: string): readonly string[] {
  const advisories = askForAdvisories(folder);
  if (advisories.kind === 'not-offered') {
    process.stdout.write('  this registry offers no advisories: none were looked at\n');
    return [];
  }
  for (const line of advisories.other) process.stdout.write(`known, not serious: ${line}\n`);
  return advisories.serious;
}
