import { readdirSync, readFileSync } from 'node:fs';

/** What is measured has ended meanwhile. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

/**
 * How much CPU time a process has used, all of its threads together, in milliseconds. The kernel counts it in
 * nanoseconds: the first figure in `schedstat`. Threads that have ended are missing; those of Node stay.
 *
 * @throws ProcessEnded
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function cpuMsOf(pid: number): number {
  const threads = told(pid, () => readdirSync(`/proc/${pid}/task`));
  return threads.reduce((sum, thread) => sum + threadMs(`/proc/${pid}/task/${thread}/schedstat`), 0);
}

/**
 * How much memory a process holds now, in megabytes of 10^6 bytes.
 *
 * @throws ProcessEnded
 */
export function residentMbOf(pid: number): number {
  const status = told(pid, () => readFileSync(`/proc/${pid}/status`, 'utf8'));
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return (Number(kibibytes) * 1_024) / 1_000_000;
}

/** A thread may end between two looks. */
function threadMs(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1_000_000;
  } catch {
    return 0;
  }
}

function told<Result>(pid: number, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new ProcessEnded(`Process ${pid} has ended, and tells nothing of its CPU time and memory`, { cause });
  }
}
