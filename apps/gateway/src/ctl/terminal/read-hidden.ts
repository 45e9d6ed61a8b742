import { CtlError } from '../ctl.error.js';
import type { Terminal } from './terminal.js';

const [ENTER, NEWLINE, CTRL_C, CTRL_D, BACKSPACE, DELETE] = ['\r', '\n', '\u0003', '\u0004', '\b', '\u007f'];
const MOST_CHARACTERS = 65_536;

/**
 * Asks on a terminal for a value that is not shown while it is typed. The terminal is as before afterwards, however that
 * ends.
 *
 * @throws {CtlError} `interrupted` on Ctrl-C.
 */
export async function readHidden({ streams }: Terminal, prompt: string, signal: AbortSignal): Promise<string> {
  const { input, words } = streams;
  words.write(prompt);
  input.setRawMode?.(true);
  try {
    return await readLine(input, signal);
  } finally {
    input.setRawMode?.(false);
    input.pause();
    words.write('\n');
  }
}

function readLine(input: NodeJS.ReadableStream, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let typed = '';
  const giveUp = (): void => reject(new CtlError('interrupted', 'Nothing was read, and nothing is changed'));
  const onData = (bytes: Buffer | string): void => {
    for (const character of bytes.toString()) {
      if (character === CTRL_C) return giveUp();
      if (character === ENTER || character === NEWLINE || character === CTRL_D) return resolve(typed);
      if (character === BACKSPACE || character === DELETE) typed = typed.slice(0, -1);
      else if (typed.length < MOST_CHARACTERS) typed += character;
    }
  };
  input.on('data', onData).on('end', giveUp);
  signal.addEventListener('abort', giveUp);
  return promise.finally(() => {
    input.off('data', onData).off('end', giveUp);
    signal.removeEventListener('abort', giveUp);
  });
}
