import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeepAlive } from './keep-alive.js';

describe('KeepAlive', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const createResponse = (state: Partial<Response> = {}) => {
    const write = vi.fn<(text: string) => boolean>(() => true);
    return {
      write,
      response: { writableNeedDrain: false, writableEnded: false, ...state, write } as unknown as Response,
    };
  };

  it('says nothing before the first chunk, however long that takes', () => {
    const { write, response } = createResponse();
    using _keepAlive = new KeepAlive(response);
    vi.advanceTimersByTime(600_000);
    expect(write).not.toHaveBeenCalled();
  });

  it('writes one comment after each 15 s of silence', () => {
    const { write, response } = createResponse();
    using keepAlive = new KeepAlive(response);
    keepAlive.restart();
    vi.advanceTimersByTime(14_999);
    expect(write).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(write.mock.calls).toEqual([[': keep-alive\n\n']]);
    vi.advanceTimersByTime(30_000);
    expect(write).toHaveBeenCalledTimes(3);
  });

  it('counts the silence from the last chunk', () => {
    const { write, response } = createResponse();
    using keepAlive = new KeepAlive(response);
    for (let chunk = 0; chunk < 10; chunk += 1) {
      keepAlive.restart();
      vi.advanceTimersByTime(14_999);
    }
    expect(write).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  });

  it.each([{ writableNeedDrain: true }, { writableEnded: true }])('writes nothing where %j', (state) => {
    const { write, response } = createResponse(state);
    using keepAlive = new KeepAlive(response);
    keepAlive.restart();
    vi.advanceTimersByTime(60_000);
    expect(write).not.toHaveBeenCalled();
  });

  it('leaves no timer behind', () => {
    const { response } = createResponse();
    {
      using keepAlive = new KeepAlive(response);
      keepAlive.restart();
      expect(vi.getTimerCount()).toBe(1);
    }
    expect(vi.getTimerCount()).toBe(0);
  });
});
