import { SandboxError } from '../sandbox.errors.js';

/** What holds the process longer than this after all was closed is a defect that nobody should have to wait for. */
const graceMs = 2_000;

/** Runs a program to its exit code. What a person can mend is said in one line; a defect keeps its stack. */
export async function reportAndExit(program: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (error) {
    const text = error instanceof SandboxError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`sandbox: ${text}\n`);
    process.exitCode = 1;
  }
  setTimeout(() => process.exit(), graceMs).unref();
}
