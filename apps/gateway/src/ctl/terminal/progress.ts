import type { Terminal } from './terminal.js';

const WIDTH = 24;

/**
 * How far long work has come, repainted in place. On a terminal only: a log has no use for it.
 *
 * @example
 * using progress = new Progress(terminal, 'comparing', 40);
 * for (const round of rounds) progress.step();
 */
export class Progress implements Disposable {
  #done = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly what: string,
    private readonly total: number,
  ) {
    this.#paint();
  }

  /** One more is done. */
  step(): void {
    this.#done += 1;
    this.#paint();
  }

  /** Takes the bar away: what comes next begins on a clean line. */
  [Symbol.dispose](): void {
    this.terminal.repaint('');
  }

  #paint(): void {
    const filled = Math.round((Math.min(this.#done, this.total) / this.total) * WIDTH);
    const bar = '#'.repeat(filled).padEnd(WIDTH, '.');
    this.terminal.repaint(`${this.what} [${bar}] ${this.#done}/${this.total}`);
  }
}
