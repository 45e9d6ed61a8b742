import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConsoleStatus } from './console-status.js';
import { StatusWatch } from './status-watch.js';

const NOW = Date.UTC(2026, 0, 1);
let state: string;
let looks: number;
let watch: StatusWatch;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  state = 'up';
  looks = 0;
  const read = (nowEpochMs: number): object => {
    looks += 1;
    return { at: new Date(nowEpochMs).toISOString(), state };
  };
  const providers = [StatusWatch, { provide: ConsoleStatus, useValue: { read } }];
  watch = (await Test.createTestingModule({ providers }).compile()).get(StatusWatch);
});
afterEach(() => vi.useRealTimers());

/** What a listener hears, each with how long after the start it came. */
function listen(): { readonly heard: readonly (readonly [number, string])[]; readonly stop: () => void } {
  const heard: (readonly [number, string])[] = [];
  const stop = watch.listen((status) => {
    heard.push([Date.now() - NOW, (JSON.parse(status) as { readonly state: string }).state]);
  });
  return { heard, stop };
}

describe('StatusWatch', () => {
  it('looks at nothing while nobody wants to know', () => {
    vi.advanceTimersByTime(60_000);
    expect(looks).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells at once how things stand, and every 2 s that nothing has changed', () => {
    const { heard } = listen();
    vi.advanceTimersByTime(5_000);
    expect(heard).toEqual([
      [0, 'up'],
      [500, 'up'],
      [2_500, 'up'],
      [4_500, 'up'],
    ]);
  });

  it('tells of a change within half a second, once', () => {
    const { heard } = listen();
    vi.advanceTimersByTime(700);
    state = 'down';
    vi.advanceTimersByTime(800);
    expect(heard).toEqual([
      [0, 'up'],
      [500, 'up'],
      [1_000, 'down'],
    ]);
  });

  it('looks once for all listeners, and no more when the last has gone', () => {
    const listeners = [listen(), listen()];
    expect(looks).toBe(2);
    vi.advanceTimersByTime(500);
    expect(looks).toBe(3);
    listeners[0]?.stop();
    vi.advanceTimersByTime(500);
    expect(looks).toBe(4);
    listeners[1]?.stop();
    vi.advanceTimersByTime(60_000);
    expect(looks).toBe(4);
    expect(vi.getTimerCount()).toBe(0);
    expect(listeners[0]?.heard).toHaveLength(2);
  });
});
