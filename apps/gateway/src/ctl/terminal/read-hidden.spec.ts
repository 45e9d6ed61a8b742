import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readHidden } from './read-hidden.js';
import { Terminal } from './terminal.js';

function keyboard(): { terminal: Terminal; type: (text: string) => void; modes: boolean[]; shown: () => string } {
  const modes: boolean[] = [];
  const input = new PassThrough();
  const words = new PassThrough();
  const raw = Object.assign(input, {
    isTTY: true,
    setRawMode: (mode: boolean) => {
      modes.push(mode);
      return raw as never;
    },
  });
  const terminal = new Terminal({ input: raw, output: new PassThrough(), words }, false);
  return { terminal, modes, type: (text) => void input.write(text), shown: () => String(words.read() ?? '') };
}

const NEVER = new AbortController().signal;

describe('readHidden', () => {
  it.each(['\r', '\n', '\u0004'])('reads up to %j and shows nothing of it', async (end) => {
    const { terminal, type, modes, shown } = keyboard();
    const read = readHidden(terminal, 'value: ', NEVER);
    type('seX\u007fcr');
    type(`et${end}`);
    expect(await read).toBe('secret');
    expect([modes, shown()]).toEqual([[true, false], 'value: \n']);
  });

  it('gives the terminal back on Ctrl-C', async () => {
    const { terminal, type, modes } = keyboard();
    const read = readHidden(terminal, 'value: ', NEVER);
    type('sec\u0003');
    await expect(read).rejects.toMatchObject({ exit: 'interrupted' });
    expect(modes).toEqual([true, false]);
  });

  it('gives it back when it is told to end', async () => {
    const { terminal, modes } = keyboard();
    const interruption = new AbortController();
    const read = readHidden(terminal, 'value: ', interruption.signal);
    interruption.abort();
    await expect(read).rejects.toMatchObject({ exit: 'interrupted' });
    expect(modes).toEqual([true, false]);
  });
});
