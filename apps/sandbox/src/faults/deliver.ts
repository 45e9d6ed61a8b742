import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../http/reply.js';
import type { Step } from './step.js';

/**
 * Does the steps of an answer one after the other, no faster than the client reads, and stops when it has left.
 * @param changed waits for the next change of the route's fault
 */
export async function deliver(
  steps: Iterable<Step>,
  reply: Reply,
  changed: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  for (const step of steps) {
    if (reply.gone.aborted) return;
    await perform(step, reply, changed);
  }
}

async function perform(step: Step, reply: Reply, changed: (signal: AbortSignal) => Promise<void>): Promise<void> {
  switch (step.do) {
    case 'head':
      return reply.head(step.status, step.headers);
    case 'write':
      return reply.write(step.bytes);
    case 'wait':
      // Ends early when the client leaves, which the loop above then sees.
      return sleep(step.delayMs, undefined, { signal: reply.gone }).catch(() => undefined);
    case 'hold':
      return changed(reply.gone);
    case 'reset':
      return reply.reset();
    case 'destroy':
      return reply.destroy();
    case 'end':
      return reply.end();
  }
}
