import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startListening, type ListeningProgram } from '../ground/listening-program.ts';

const ENTRY = fileURLToPath(new URL('serve-audit-table.ts', import.meta.url));

/** A million records take one minute and a half. */
const MAX_FILL_MS = 300_000;

/** Starts a stand-in for DynamoDB whose audit table holds so many records. Disposing of it removes them. */
export async function startAuditTable(records: number): Promise<ListeningProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-audit-table-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const program = await startListening(process.execPath, [ENTRY, folder, String(records)], MAX_FILL_MS);
    const dispose = async (): Promise<void> => {
      await program[Symbol.asyncDispose]();
      remove();
    };
    return { port: program.port, pid: program.pid, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    remove();
    throw error;
  }
}
