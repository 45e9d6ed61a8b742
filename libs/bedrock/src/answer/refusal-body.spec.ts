import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefusalBody } from './refusal-body.js';

describe('RefusalBody', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hands over the whole text, once', () => {
    const onDone = vi.fn<(body: Buffer, isWhole: boolean) => void>();
    const body = new RefusalBody(onDone);
    body.receive(Buffer.from('{"a":'));
    body.receive(Buffer.from('1}'));
    body.finish('whole');
    body.finish('cut');
    expect(onDone.mock.calls).toEqual([[Buffer.from('{"a":1}'), true]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stops at 64 kB', () => {
    const onDone = vi.fn<(body: Buffer, isWhole: boolean) => void>();
    const body = new RefusalBody(onDone);
    body.receive(Buffer.alloc(65_536, 'a'));
    expect(onDone).not.toHaveBeenCalled();
    body.receive(Buffer.from('b'));
    expect(onDone.mock.lastCall?.[0]).toHaveLength(65_536);
    expect(onDone.mock.lastCall?.[1]).toBe(false);
  });

  it('stops after 5 s', () => {
    const onDone = vi.fn<(body: Buffer, isWhole: boolean) => void>();
    new RefusalBody(onDone).receive(Buffer.from('half'));
    vi.advanceTimersByTime(4_999);
    expect(onDone).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onDone.mock.calls).toEqual([[Buffer.from('half'), false]]);
  });
});
