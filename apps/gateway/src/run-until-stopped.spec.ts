import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenKeysUnavailableError } from './auth/errors.js';
import { GatewayConfigError } from './config/gateway-config.error.js';
import { runUntilStopped } from './run-until-stopped.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What this process hears, says and does, kept from reaching it. */
function guardProcess() {
  const listeners = new Map<string | symbol, () => void>();
  const listen = (event: string | symbol, listener: () => void): NodeJS.Process => (
    listeners.set(event, listener),
    process
  );
  vi.spyOn(process, 'on').mockImplementation(listen);
  vi.spyOn(process, 'once').mockImplementation(listen);
  return {
    listeners,
    hear: (event: string) => listeners.get(event)?.(),
    exit: vi.spyOn(process, 'exit').mockReturnValue(undefined as never),
    out: vi.spyOn(process.stdout, 'write').mockReturnValue(true),
    error: vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    send: vi.fn<(message: object) => boolean>(() => true),
    disconnect: vi.fn<() => void>(),
  };
}

describe('runUntilStopped', () => {
  let guarded: ReturnType<typeof guardProcess>;
  let closing: PromiseWithResolvers<void>;
  const close = vi.fn<() => Promise<void>>(() => closing.promise);
  const own: object = { send: Reflect.get(process, 'send'), disconnect: Reflect.get(process, 'disconnect') };

  const start = (): Promise<NestExpressApplication> => {
    const app = { close, getUrl: () => Promise.resolve('http://127.0.0.1:3000') };
    return Promise.resolve(app as unknown as NestExpressApplication);
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    closing = Promise.withResolvers();
    guarded = guardProcess();
    Object.assign(process, { send: guarded.send, disconnect: guarded.disconnect });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    close.mockClear();
    Object.assign(process, own);
    process.exitCode = undefined;
  });

  it.each([
    [new GatewayConfigError([{ name: 'PORT', reason: 'must be a port' }]), /^Cannot start: .*PORT must be a port/],
    [
      new TokenKeysUnavailableError('GATEWAY_TOKEN_SECRET_ID', 'unreadable'),
      /^Cannot start: .*GATEWAY_TOKEN_SECRET_ID/,
    ],
    [
      Object.assign(new Error('x'), { code: 'EADDRINUSE' }),
      /^Cannot start: the port is in use; set PORT to another one\n$/,
    ],
    [new TypeError('a defect'), /^Cannot start: TypeError\n +at [^:]+:\d+:\d+/],
    [Object.assign(new Error('a secret'), { code: 'EACCES' }), /^Cannot start: Error EACCES\n +at /],
    ['not even an error', /^Cannot start: unexpected\n$/],
  ])('explains why it cannot start: %s', async (error, text) => {
    await runUntilStopped(() => Promise.reject(error));
    expect(guarded.error.mock.calls.map(([line]) => line)).toEqual([expect.stringMatching(text)]);
    expect(process.exitCode).toBe(1);
    expect(guarded.disconnect).toHaveBeenCalledTimes(1);
    expect(guarded.send).not.toHaveBeenCalled();
  });

  it('tells whoever forked it, and the log, where it listens', async () => {
    await runUntilStopped(start);
    expect(guarded.send).toHaveBeenCalledWith({ kind: 'listening', url: 'http://127.0.0.1:3000' });
    const line = '{"level":"info","message":"listening","url":"http://127.0.0.1:3000"}\n';
    expect(guarded.out.mock.calls).toEqual([[line]]);
  });

  it.each([...SIGNALS, 'disconnect'])('ends in order on %s', async (event) => {
    await runUntilStopped(start);
    guarded.hear(event);
    expect(close).toHaveBeenCalledTimes(1);
    expect(guarded.exit).not.toHaveBeenCalled();
    closing.resolve();
    await vi.waitFor(() => expect(guarded.exit.mock.calls).toEqual([[0]]));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes all that one Ctrl-C causes for one', async () => {
    await runUntilStopped(start);
    guarded.hear('SIGINT');
    vi.advanceTimersByTime(500);
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) guarded.hear(event);
    expect(close).toHaveBeenCalledTimes(1);
    expect(guarded.exit).not.toHaveBeenCalled();
  });

  it('ends at once on a second signal', async () => {
    await runUntilStopped(start);
    guarded.hear('SIGTERM');
    vi.advanceTimersByTime(501);
    guarded.hear('SIGTERM');
    expect(guarded.exit.mock.calls).toEqual([[1]]);
    expect(close).toHaveBeenCalledTimes(1);
  });
});
