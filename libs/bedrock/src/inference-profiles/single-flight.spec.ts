import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SingleFlight } from './single-flight.js';

const { signal } = new AbortController();
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let flights: SingleFlight<string>;

beforeEach(() => {
  flights = new SingleFlight();
});

/** Work that ends when the test says so. */
function work(): PromiseWithResolvers<string> & {
  readonly run: () => Promise<string>;
  readonly started: () => number;
} {
  const outcome = Promise.withResolvers<string>();
  const run = vi.fn(() => outcome.promise);
  return { ...outcome, run, started: () => run.mock.calls.length };
}

describe('SingleFlight, when the leader fails', () => {
  it('fails the leader alone, and lets one of the others lead', async () => {
    const [first, second, third] = [work(), work(), work()];
    const leader = expect(flights.run('k', first.run, signal)).rejects.toThrow('route down');
    const followers = [flights.run('k', second.run, signal), flights.run('k', third.run, signal)];
    first.reject(new Error('route down'));
    await leader;
    await settled();
    expect([second.started(), third.started()]).toEqual([1, 0]);
    second.resolve('found');
    expect(await Promise.all(followers)).toEqual(['found', 'found']);
    expect(third.started()).toBe(0);
  });

  it('lets each fail by its own error if all of them do', async () => {
    const failing = (message: string) => (): Promise<string> => Promise.reject(new Error(message));
    const runs = ['one', 'two', 'three'].map((message) => flights.run('k', failing(message), signal));
    const outcomes = await Promise.allSettled(runs);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && String(outcome.reason))).toEqual([
      'Error: one',
      'Error: two',
      'Error: three',
    ]);
    expect(flights.isUnderWay('k')).toBe(false);
  });

  it('leaves no rejection unhandled when nobody waits any more', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const first = work();
    const leader = flights.run('k', first.run, signal).catch(() => undefined);
    await flights.run('k', work().run, AbortSignal.abort()).catch(() => undefined);
    first.reject(new Error('late'));
    await leader;
    await settled();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('SingleFlight', () => {
  it('lets one who waits leave by its own signal, and nobody else', async () => {
    const [first, second, third] = [work(), work(), work()];
    const controller = new AbortController();
    const leader = flights.run('k', first.run, signal);
    const leaving = expect(flights.run('k', second.run, controller.signal)).rejects.toMatchObject({ kind: 'timeout' });
    const staying = flights.run('k', third.run, signal);
    controller.abort(new DOMException('time is up', 'TimeoutError'));
    await leaving;
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    first.resolve('found');
    expect(await Promise.all([leader, staying])).toEqual(['found', 'found']);
    expect([second.started(), third.started()]).toEqual([0, 0]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('shares under one key only, and only while it is under way', async () => {
    const [one, other, later] = [work(), work(), work()];
    const runs = [flights.run('k', one.run, signal), flights.run('l', other.run, signal)];
    expect([flights.isUnderWay('k'), flights.isUnderWay('l'), flights.isUnderWay('m')]).toEqual([true, true, false]);
    one.resolve('1');
    other.resolve('2');
    expect(await Promise.all(runs)).toEqual(['1', '2']);
    expect(flights.isUnderWay('k')).toBe(false);
    later.resolve('3');
    await expect(flights.run('k', later.run, signal)).resolves.toBe('3');
  });
});
