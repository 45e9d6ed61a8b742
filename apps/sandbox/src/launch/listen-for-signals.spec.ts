import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForSignals } from './listen-for-signals.js';

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s asks to stop, and a second one, later, to hurry', (signal) => {
  const source = new EventEmitter();
  let nowMs = 1000;
  using signals = listenForSignals(source, () => nowMs);
  expect(signals.stop.aborted).toBe(false);
  source.emit(signal);
  expect(signals.stop.aborted).toBe(true);
  // npm hands the same Ctrl-C on.
  nowMs += 500;
  source.emit(signal);
  expect(signals.hurry.aborted).toBe(false);
  nowMs += 1;
  source.emit('SIGINT');
  expect(signals.hurry.aborted).toBe(true);
});

it('lets go of the process when it is disposed of', () => {
  const source = new EventEmitter();
  listenForSignals(source)[Symbol.dispose]();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM') + source.listenerCount('SIGHUP')).toBe(0);
});
