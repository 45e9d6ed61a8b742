import { setTimeout as pause } from 'node:timers/promises';

/**
 * Starts so many pieces of work, one after the other and none waiting for another, and returns what has become of all.
 * People do not come all in the same millisecond.
 */
export async function atIntervals<Result>(
  count: number,
  intervalMs: number,
  start: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const startLater = async (index: number): Promise<Result> => {
    await pause(index * intervalMs);
    return start(index);
  };
  return Promise.all(Array.from({ length: count }, (_, index) => startLater(index)));
}
