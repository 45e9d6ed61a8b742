import { SPILL_MARKER } from '@app/audit';

const isSpilled = (line: string): boolean => line.startsWith(`{"marker":"${SPILL_MARKER}"`);

/** Records that went to the log for want of a store: what they may hold is what a record may hold. */
export function spilledLines(stdout: Buffer): string {
  return stdout.toString('latin1').split('\n').filter(isSpilled).join('\n');
}

/** Everything else that was written. */
export function writtenLines(stdout: Buffer): string {
  const lines = stdout.toString('latin1').split('\n');
  return lines.filter((line) => !isSpilled(line)).join('\n');
}
