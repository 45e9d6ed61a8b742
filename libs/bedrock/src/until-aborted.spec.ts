import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { BedrockCallError } from './errors.js';
import { raceAbort, throwIfAborted, unlessAborted, untilAborted } from './until-aborted.js';

const endless = (): Promise<never> => new Promise(() => undefined);
const timeout = new DOMException('time is up', 'TimeoutError');

describe('untilAborted', () => {
  it.each([
    { reason: timeout, kind: 'timeout', word: 'deadline' },
    { reason: new Error('gone'), kind: 'client-gone', word: 'aborted' },
    { reason: 'TimeoutError', kind: 'client-gone', word: 'aborted' },
  ])('stops waiting as $kind when the signal fires with $reason', async ({ reason, kind, word }) => {
    const controller = new AbortController();
    const waiting = untilAborted(endless(), controller.signal);

    controller.abort(reason);

    await expect(waiting).rejects.toBeInstanceOf(BedrockCallError);
    await expect(waiting).rejects.toMatchObject({ kind, reason: word, cause: reason });
  });

  it('does not wait at all when the signal has fired before', async () => {
    await expect(untilAborted(endless(), AbortSignal.abort(timeout))).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('leaves no rejection unhandled when the work fails after the signal', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const work = Promise.withResolvers<never>();

    await untilAborted(work.promise, AbortSignal.abort()).catch(() => undefined);
    work.reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));

    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('passes on what the work comes to, and leaves no listener', async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');

    await expect(untilAborted(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(untilAborted(Promise.reject(new RangeError('own')), signal)).rejects.toThrow(RangeError);

    expect(removed).toHaveBeenCalledTimes(2);
  });
});

describe('throwIfAborted', () => {
  it('throws only once the signal has fired', () => {
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
    expect(() => throwIfAborted(AbortSignal.abort())).toThrow(expect.objectContaining({ kind: 'client-gone' }));
    expect(() => throwIfAborted(AbortSignal.abort(timeout))).toThrow(expect.objectContaining({ kind: 'timeout' }));
  });
});

describe('raceAbort', () => {
  it('does not wait once the signal has fired', async () => {
    const never = new Promise<never>(() => undefined);
    await expect(raceAbort(never, AbortSignal.abort('gone'))).rejects.toBe('gone');
    const controller = new AbortController();
    const waiting = raceAbort(never, controller.signal);
    controller.abort('left');
    await expect(waiting).rejects.toBe('left');
  });

  it('hands on what comes of the work, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    await expect(raceAbort(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(raceAbort(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('unlessAborted', () => {
  it('leaves a failure as it is while the signal has not fired, and names the signal afterwards', async () => {
    const failing = (): Promise<never> => Promise.reject(new RangeError('own'));
    await expect(unlessAborted(failing(), new AbortController().signal)).rejects.toThrow(RangeError);
    await expect(unlessAborted(failing(), AbortSignal.abort(timeout))).rejects.toMatchObject({ kind: 'timeout' });
  });
});
