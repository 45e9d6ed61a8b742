import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../../../test/support/captured-output.js';
import { guardProcess } from './guard-process.js';

const SECRET = 'a secret of somebody';
type Listener = (...args: readonly unknown[]) => void;

/** Guards this process without reaching it: what was to be listened to, and the console from before. */
function guard(isLeftToRuntime?: (error: unknown) => boolean) {
  const listeners = new Map<string | symbol, Listener>();
  const listen = (event: string | symbol, listener: Listener): NodeJS.Process => (
    listeners.set(event, listener),
    process
  );
  vi.spyOn(process, 'on').mockImplementation(listen as never);
  vi.spyOn(process, 'prependListener').mockImplementation(listen as never);
  const removed = vi.spyOn(process, 'removeAllListeners').mockReturnValue(process);
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  guardProcess(isLeftToRuntime);
  return { hear: (event: string, ...facts: readonly unknown[]) => listeners.get(event)?.(...facts), removed, exit };
}

describe('guardProcess', () => {
  const ownConsole = { ...console };
  let output: CapturedOutput;

  beforeEach(() => {
    output = captureOutput();
  });

  afterEach(() => {
    output[Symbol.dispose]();
    Object.assign(console, ownConsole);
    vi.restoreAllMocks();
  });

  it('ends with one line and code 1 when nobody catches an error', () => {
    const { hear, exit } = guard();
    hear('uncaughtException', Object.assign(new TypeError(SECRET), { code: 'ERR_ASSERTION' }), 'uncaughtException');
    expect(exit.mock.calls).toEqual([[1]]);
    const facts = { origin: 'uncaughtException', error: 'TypeError', errno: 'ERR_ASSERTION' };
    expect(output.jsonLines()).toMatchObject([{ level: 'fatal', message: { event: 'crashed', ...facts } }]);
    expect(output.text()).not.toContain(SECRET);
  });

  it.each([[new Error(SECRET)], [SECRET], [undefined]])(
    'does the same for a rejection that nobody handles: %s',
    (reason) => {
      const { hear, exit } = guard();
      hear('unhandledRejection', reason);
      expect(exit.mock.calls).toEqual([[1]]);
      expect(output.jsonLines()).toMatchObject([{ message: { event: 'crashed', origin: 'unhandledRejection' } }]);
      expect(output.text()).not.toContain(SECRET);
    },
  );

  it('leaves errors that are ours to the runtime of the platform', () => {
    const { hear, exit } = guard((error) => error instanceof RangeError);
    hear('unhandledRejection', new RangeError('our own words'));
    expect([exit.mock.calls, output.text()]).toEqual([[], '']);
    hear('unhandledRejection', new Error(SECRET));
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it('tells the name and the code of a warning, in the place of what Node prints', () => {
    const { hear, removed } = guard();
    expect(removed.mock.calls).toEqual([['warning']]);
    hear('warning', Object.assign(new Error(SECRET), { name: 'DeprecationWarning', code: 'DEP0190' }));
    hear('warning', Object.assign(new Error(SECRET), { name: SECRET, code: SECRET }));
    expect(output.jsonLines()).toMatchObject([
      { message: { event: 'node-warning', warning: 'DeprecationWarning', errno: 'DEP0190' } },
      { message: { event: 'node-warning', warning: 'unexpected' } },
    ]);
    expect(output.text()).not.toContain(SECRET);
  });

  it.each(['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'table'] as const)(
    'lets nobody speak by console.%s',
    (method) => {
      guard();
      Reflect.apply(console[method], console, [SECRET, { SECRET }]);
      expect(output.jsonLines()).toMatchObject([{ level: 'warn', message: { event: 'foreign-output', method } }]);
      expect(output.text()).not.toContain(SECRET);
    },
  );
});
