import { describe, expect, it, vi } from 'vitest';
import { PendingWrites } from './pending-writes.js';

/** A write that ends when told to, or when it is cut short. */
function controllable() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const write = vi.fn<(signal: AbortSignal) => Promise<void>>((signal) => {
    signal.addEventListener('abort', () => resolve());
    return promise;
  });
  return { write, end: resolve };
}

describe('PendingWrites', () => {
  it('has settled when nothing is running', async () => {
    await expect(new PendingWrites().settled(new AbortController().signal)).resolves.toBeUndefined();
  });

  it('has settled only when the last write is over, and those that began meanwhile', async () => {
    const pending = new PendingWrites();
    const [first, second] = [controllable(), controllable()];
    pending.add(first.write);
    const settled = vi.fn<() => void>();
    const waiting = pending.settled(new AbortController().signal).then(settled);
    pending.add(second.write);
    first.end();
    await new Promise(setImmediate);
    expect(settled).not.toHaveBeenCalled();
    second.end();
    await waiting;
    expect(settled).toHaveBeenCalledOnce();
  });

  it('holds nothing of a write that is over', async () => {
    const pending = new PendingWrites();
    pending.add(() => Promise.resolve());
    expect(pending.size).toBe(1);
    await pending.settled(new AbortController().signal);
    expect(pending.size).toBe(0);
  });

  it('cuts the writes short when the signal fires, or has fired before', async () => {
    const pending = new PendingWrites();
    const patience = new AbortController();
    pending.add(controllable().write);
    const waiting = pending.settled(patience.signal);
    patience.abort();
    await waiting;
    pending.add(controllable().write);
    await pending.settled(AbortSignal.abort());
    expect(pending.size).toBe(0);
  });

  it('leaves writes alone that begin after it has settled', async () => {
    const pending = new PendingWrites();
    const patience = new AbortController();
    await pending.settled(patience.signal);
    const later = controllable();
    pending.add(later.write);
    patience.abort();
    expect(later.write.mock.calls[0]?.[0].aborted).toBe(false);
  });
});
