import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** One line that a function's process wrote. */
export interface LogLine {
  readonly environmentId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** More than any test writes; the oldest lines go first. */
const MAX_LINES = 20_000;

/** What the processes of one function have written, line by line, in the order of arrival. */
export class FunctionLog {
  readonly #lines: LogLine[] = [];
  readonly #waiting = new Set<(line: LogLine) => void>();

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The first line that fits, now or later. A line may come after the answer it belongs to: wait for it here. */
  async line(pattern: RegExp, signal: AbortSignal = AbortSignal.timeout(10_000)): Promise<LogLine> {
    const found = this.#lines.find(({ text }) => pattern.test(text));
    if (found !== undefined) return found;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(look);
        reject(new Error(`No line of the log fits ${String(pattern)}`));
      };
      const look = (line: LogLine): void => {
        if (!pattern.test(line.text)) return;
        this.#waiting.delete(look);
        signal.removeEventListener('abort', giveUp);
        resolve(line);
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Hands over each line that comes from now on. */
  each(take: (line: LogLine) => void): void {
    this.#waiting.add(take);
  }

  /** Reads a process's output until it ends. */
  follow(output: Readable, environmentId: string, stream: LogLine['stream']): void {
    createInterface({ input: output }).on('line', (text) => this.#add({ environmentId, stream, text }));
  }

  #add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
    for (const look of this.#waiting) look(line);
  }
}
