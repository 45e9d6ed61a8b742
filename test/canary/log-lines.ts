import { SPILL_MARKER } from '@app/audit';

const isSpilled = (line: string): boolean => line.startsWith(`{"marker":"${SPILL_MARKER}"`);
const isMetric = (line: string): boolean => line.startsWith('{"_aws":');
const isOfRequest = (line: string): boolean => line.includes('"message":{"event":"request",');

function linesThat(are: (line: string) => boolean, stdout: Buffer): string {
  return stdout.toString('latin1').split('\n').filter(are).join('\n');
}

/** Records that went to the log for want of a store: what they may hold is what a record may hold. */
export const spilledLines = (stdout: Buffer): string => linesThat(isSpilled, stdout);

/** Metrics for CloudWatch: of a caller they may hold the tenant. */
export const metricLines = (stdout: Buffer): string => linesThat(isMetric, stdout);

/** The line of each request that is over: of a caller it may hold subject and tenant. */
export const requestLines = (stdout: Buffer): string => linesThat(isOfRequest, stdout);

/** Everything else that was written. */
export function writtenLines(stdout: Buffer): string {
  return linesThat((line) => !isSpilled(line) && !isMetric(line) && !isOfRequest(line), stdout);
}
