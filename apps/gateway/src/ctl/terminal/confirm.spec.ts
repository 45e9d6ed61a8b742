import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { confirm } from './confirm.js';
import { Terminal } from './terminal.js';

const { signal } = new AbortController();

/** Asks a person who answers with this. */
async function asked(answer: string, isTTY = true): Promise<{ readonly said: boolean; readonly words: string }> {
  const [output, words] = [new PassThrough(), new PassThrough()];
  const input = Object.assign(new PassThrough(), { isTTY });
  input.write(answer);
  const said = await confirm(new Terminal({ input, output, words }, false), 'Shift?', signal);
  words.end();
  return { said, words: await text(words) };
}

describe('confirm', () => {
  it.each(['\n', 'n\n', 'no\n', 'yep\n', 'ja\n', 'y n\n'])('takes %j for a no', async (answer) => {
    expect(await asked(answer)).toEqual({ said: false, words: 'Shift? [y/N] ' });
  });

  it.each(['y\n', 'Y\n', 'yes\n', ' yes \n'])('takes %j for a yes', async (answer) => {
    expect((await asked(answer)).said).toBe(true);
  });

  it('asks nobody where nobody is, and says how it is meant then', async () => {
    await expect(asked('y\n', false)).rejects.toMatchObject({ exit: 'usage', next: 'the same with --yes' });
  });

  it('ends with the command', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const terminal = new Terminal({ input, output: new PassThrough(), words: new PassThrough() }, false);

    await expect(confirm(terminal, 'Shift?', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
