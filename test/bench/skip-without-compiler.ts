import { findMissingCompiler } from '../../bench/native/compile.ts';

/** Says loudly that these tests are skipped for want of a compiler. */
export function skipWithoutCompiler(what: string): boolean {
  const missing = findMissingCompiler();
  if (missing !== undefined) process.stderr.write(`SKIPPED: ${what}: ${missing}\n`);
  return missing !== undefined;
}
