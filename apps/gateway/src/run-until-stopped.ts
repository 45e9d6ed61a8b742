import type { NestExpressApplication } from '@nestjs/platform-express';
import { explainStartFailure } from './explain-start-failure.js';

/**
 * One Ctrl-C comes more than once: from the terminal to the whole group of processes, and a moment later handed on by
 * npm or whoever forked us, whose channel closes then as well. No person is as fast.
 */
const SAME_KEYSTROKE_MS = 500;

/** Starts the gateway, tells whoever forked it, and ends it in order. A start that fails is one line and exit code 1. */
export async function runUntilStopped(start: () => Promise<NestExpressApplication>): Promise<void> {
  try {
    const app = await start();
    const stop = stopOnce(app);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    process.once('disconnect', stop);
    const url = await app.getUrl();
    process.stdout.write(`${JSON.stringify({ level: 'info', message: 'listening', url })}\n`);
    process.send?.({ kind: 'listening', url });
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    process.exitCode = 1;
    process.disconnect?.();
  }
}

/** The first call stops in order, which `GracefulEnd` bounds, a second one at once; what one Ctrl-C causes counts as one. */
function stopOnce(app: NestExpressApplication): () => void {
  let stoppingSinceEpochMs: number | undefined;
  return () => {
    if (stoppingSinceEpochMs !== undefined) {
      if (Date.now() - stoppingSinceEpochMs > SAME_KEYSTROKE_MS) process.exit(1);
      return;
    }
    stoppingSinceEpochMs = Date.now();
    void app.close().finally(() => process.exit(0));
  };
}
