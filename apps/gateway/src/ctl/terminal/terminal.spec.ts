import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { harmless, Terminal, type OutputStream } from './terminal.js';

function terminalTo(output: OutputStream, options: { mayColour?: boolean; onClosed?: () => void } = {}): Terminal {
  const streams = { input: Readable.from([]), output, words: new PassThrough() };
  return new Terminal(streams, options.mayColour ?? true, options.onClosed);
}

const onTerminal = (): OutputStream => Object.assign(new PassThrough(), { isTTY: true });

describe('the terminal', () => {
  it('colours on a terminal where that is welcome, and nowhere else', () => {
    expect(terminalTo(onTerminal()).paint('red', 'x')).toBe('\u001b[31mx\u001b[0m');
    expect(terminalTo(onTerminal(), { mayColour: false }).paint('red', 'x')).toBe('x');
    expect(terminalTo(new PassThrough()).paint('red', 'x')).toBe('x');
  });

  it('repaints on a terminal only', () => {
    const words = Object.assign(new PassThrough(), { isTTY: true });
    const silent = new PassThrough();
    const output = new PassThrough();
    const input = Readable.from([]);
    new Terminal({ input, output, words }, false).repaint('half');
    new Terminal({ input, output, words: silent }, false).repaint('half');
    expect([String(words.read()), silent.read()]).toEqual(['\r\u001b[2Khalf', null]);
  });

  it('waits for a slow reader', async () => {
    const taken: (() => void)[] = [];
    const slow = new Writable({ highWaterMark: 1, write: (_, __, done) => void taken.push(done) });
    let isWritten = false;
    const written = terminalTo(slow)
      .write('more than one byte')
      .then(() => (isWritten = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isWritten).toBe(false);
    taken[0]?.();
    expect(await written).toBe(true);
  });

  it('says once that its reader has gone, and writes nothing more', async () => {
    let closed = 0;
    const gone = new Writable({ write: (_, __, done) => done(Object.assign(new Error('x'), { code: 'EPIPE' })) });
    const terminal = terminalTo(gone, { onClosed: () => (closed += 1) });
    await terminal.write('x').catch(() => undefined);
    await expect(terminal.write('y')).rejects.toMatchObject({ exit: 'output-closed' });
    expect([closed, terminal.isClosed]).toEqual([1, true]);
  });

  it('reads what comes on the input, and no more than a megabyte', async () => {
    const [output, words] = [new PassThrough(), new PassThrough()];
    const reading = (input: Readable): Promise<string> =>
      new Terminal({ input, output, words }, false).readInput(new AbortController().signal);
    expect(await reading(Readable.from([Buffer.from('süß').subarray(0, 2), Buffer.from('süß').subarray(2)]))).toBe(
      'süß',
    );
    await expect(reading(Readable.from([Buffer.alloc(1_048_577)]))).rejects.toMatchObject({ exit: 'usage' });
  });
});

describe('harmless', () => {
  it.each([
    ['plain\ttext\n', 'plain\ttext\n'],
    ['\u001b[2J', '\u{fffd}[2J'],
    ['a\u202eb', 'a\u{fffd}b'],
    ['a\rb', 'a\u{fffd}b'],
    ['\u009b31m', '\u{fffd}31m'],
    ['naïve 日本語', 'naïve 日本語'],
  ])('makes %j safe for a terminal', (text, safe) => {
    expect(harmless(text)).toBe(safe);
  });
});
