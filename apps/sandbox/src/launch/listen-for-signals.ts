import type { EventEmitter } from 'node:events';

/** What a person at the terminal, or a supervisor, wants. */
export interface StopSignals extends Disposable {
  /** Aborted by the first signal: end in good order. */
  readonly stop: AbortSignal;
  /** Aborted by a second one: end at once. */
  readonly hurry: AbortSignal;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One Ctrl-C comes twice when npm stands in between: from the terminal and, a moment later, handed on by npm.
 * No person is as fast.
 */
const sameKeystrokeMs = 500;

/** Turns the process's signals into two abort signals. Dispose of it to let signals work as usual again. */
export function listenForSignals(source: EventEmitter, nowEpochMs: () => number = Date.now): StopSignals {
  const [stop, hurry] = [new AbortController(), new AbortController()];
  let firstAtEpochMs = 0;
  const onSignal = (): void => {
    if (!stop.signal.aborted) {
      firstAtEpochMs = nowEpochMs();
      stop.abort();
    } else if (nowEpochMs() - firstAtEpochMs > sameKeystrokeMs) hurry.abort();
  };
  for (const signal of signals) source.on(signal, onSignal);
  const dispose = (): void => signals.forEach((signal) => void source.off(signal, onSignal));
  return { stop: stop.signal, hurry: hurry.signal, [Symbol.dispose]: dispose };
}
