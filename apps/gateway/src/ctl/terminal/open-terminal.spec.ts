import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTerminal, type TerminalProcess } from './open-terminal.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function fakeProcess(stdout: NodeJS.WritableStream = new PassThrough()): {
  process: TerminalProcess;
  exits: unknown[];
} {
  const exits: unknown[] = [];
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
  const process = Object.assign(new EventEmitter(), streams, { exit: (code: number) => void exits.push(code) });
  return { process: process as unknown as TerminalProcess, exits };
}

const signal = (process: TerminalProcess, name: string): void => void (process as unknown as EventEmitter).emit(name);

describe('openTerminal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('tells the command of %s', (name) => {
    const { process } = fakeProcess();
    const { interrupted } = openTerminal(process, {});
    expect(interrupted.aborted).toBe(false);
    signal(process, name);
    expect(interrupted.aborted).toBe(true);
  });

  it('ends at once on a second Ctrl-C, and takes what npm hands on for the first', () => {
    const { process, exits } = fakeProcess();
    openTerminal(process, {});
    signal(process, 'SIGINT');
    vi.advanceTimersByTime(100);
    signal(process, 'SIGINT');
    expect(exits).toEqual([]);
    vi.advanceTimersByTime(1_000);
    signal(process, 'SIGINT');
    expect(exits).toEqual([130]);
  });

  it('ends the command when nobody reads its output any more', async () => {
    const gone = new Writable({ write: (_, __, done) => done(Object.assign(new Error('x'), { code: 'EPIPE' })) });
    const { terminal, interrupted } = openTerminal(fakeProcess(gone).process, {});
    await terminal.write('x').catch(() => undefined);
    expect(interrupted.aborted).toBe(true);
  });

  it.each([
    [{}, '\u001b[32mx\u001b[0m'],
    [{ NO_COLOR: '1' }, 'x'],
    [{ TERM: 'dumb' }, 'x'],
    [{ NO_COLOR: '' }, '\u001b[32mx\u001b[0m'],
  ])('is coloured as %j says', (env, painted) => {
    const stdout = Object.assign(new PassThrough(), { isTTY: true });
    expect(openTerminal(fakeProcess(stdout).process, env).terminal.paint('green', 'x')).toBe(painted);
  });
});
