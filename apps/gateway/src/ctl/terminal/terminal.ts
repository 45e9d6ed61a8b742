import { once } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import { CtlError } from '../ctl.error.js';

/** Where words go, and where what was asked for goes. On a terminal these have `isTTY`. */
export type OutputStream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
export type InputStream = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;

/** The three streams of a program. */
export interface Streams {
  readonly input: InputStream;
  readonly output: OutputStream;
  readonly words: OutputStream;
}

const COLOURS = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;
export type Colour = keyof typeof COLOURS;

/** No document that a command reads from its input is longer. */
const MOST_INPUT_BYTES = 1_048_576;

/** What a terminal would act on: control characters, and invisible ones that turn the direction of the text around. */
const ACTING = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

/**
 * What a command says and reads. Documents go to the standard output, words about them to the standard error, so that
 * the output can always be piped. Colours and progress are for terminals alone.
 */
export class Terminal {
  #closed = false;

  constructor(
    readonly streams: Streams,
    private readonly mayColour: boolean,
    private readonly onOutputClosed: () => void = () => undefined,
  ) {
    streams.output.on('error', () => this.#close());
    // Nobody is left to be told.
    streams.words.on('error', () => undefined);
  }

  /** Whether whoever read the output has gone. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether somebody watches, so that progress and repainting make sense. */
  get isWatched(): boolean {
    return this.streams.words.isTTY === true;
  }

  /**
   * Writes to the output, at the reader's pace.
   *
   * @throws {CtlError} `output-closed` once the reader has gone, as with `| head`.
   */
  async write(text: string | Uint8Array): Promise<void> {
    this.#throwIfClosed();
    if (!this.streams.output.write(text)) await Promise.race([once(this.streams.output, 'drain'), this.#gone()]);
    this.#throwIfClosed();
  }

  /** Says something to the person, one line. */
  say(line: string): void {
    this.streams.words.write(`${line}\n`);
  }

  /** Replaces the last line that was painted, on a terminal; elsewhere nothing. */
  repaint(line: string): void {
    if (this.isWatched) this.streams.words.write(`\r\u001b[2K${line}`);
  }

  /** The text in a colour where that is welcome. */
  paint(colour: Colour, text: string, where: 'output' | 'words' = 'output'): string {
    if (!this.mayColour || this.streams[where].isTTY !== true) return text;
    return `\u001b[${COLOURS[colour]}m${text}\u001b[0m`;
  }

  /**
   * All that comes on the input, as text.
   *
   * @throws {CtlError} `usage` where that is too much for what any command takes.
   */
  async readInput(signal: AbortSignal): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    const giveUp = (): void => void ('destroy' in this.streams.input && (this.streams.input as ReadStream).destroy());
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      for await (const part of this.streams.input) {
        const bytes = Buffer.from(part);
        size += bytes.length;
        if (size > MOST_INPUT_BYTES) throw new CtlError('usage', 'The input is longer than a megabyte');
        parts.push(bytes);
      }
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    signal.throwIfAborted();
    return Buffer.concat(parts).toString('utf8');
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onOutputClosed();
  }

  async #gone(): Promise<void> {
    await once(this.streams.output, 'close').catch(() => undefined);
  }

  #throwIfClosed(): void {
    if (this.#closed) throw new CtlError('output-closed', 'Nobody reads the output any more');
  }
}

/** Text of another program, safe to show: a terminal must not act on it. Line ends and tabs stay. */
export function harmless(text: string): string {
  return text.replaceAll(ACTING, '\u{fffd}');
}
