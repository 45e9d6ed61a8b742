import { expect } from 'vitest';
import type { OperatorShell, Typed } from './operator-shell.js';
import type { Block, Section } from './read-runbooks.js';

/** What differs from run to run, and how wide a column is for it. */
function mask(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/\d+ ms/g, '<n> ms')
    .replaceAll(/ +/g, ' ')
    .trim();
}

/** From the first line on that names a cause; all of it where none does. */
function fromFirstFailure(stdout: string): string {
  const at = stdout.search(/^failed /m);
  return at === -1 ? stdout : stdout.slice(at);
}

/** @param codes how the commands end; default: all with 0, or with 1 where the page shows a failure. */
function expectEnds({ code, prints }: Block, { ends, stdout, stderr }: Typed, codes?: readonly number[]): void {
  const exits = ends.map(({ exitCode }) => exitCode);
  const usual = prints?.startsWith('failed') === true ? 1 : 0;
  expect(exits, `${code}${stdout}${stderr}`).toEqual(codes ?? exits.map(() => usual));
}

function expectShown({ prints }: Block, { stdout }: Typed): void {
  if (prints === undefined) return;
  const shown = mask(prints).split('\n');
  expect(mask(fromFirstFailure(stdout)).split('\n').slice(0, shown.length)).toEqual(shown);
}

/** An operator who does what a section says, from its first block to its last. */
export class Follower {
  readonly #blocks: Block[];

  constructor(
    section: Section,
    private readonly shell: OperatorShell,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    this.#blocks = section.blocks.filter(({ needsAccount }) => !needsAccount);
  }

  /** The blocks that were not typed yet. */
  get left(): readonly Block[] {
    return this.#blocks;
  }

  /**
   * Types the next block, and looks that its commands end as expected and print what the page shows.
   *
   * @param codes how its commands end; default: all with 0, or with 1 where the page shows a failure.
   */
  async next(codes?: readonly number[]): Promise<Typed> {
    const block = this.#blocks.shift();
    if (block === undefined) throw new Error('The section has no more blocks');
    const typed = await this.shell.type(block.code, this.environment);
    expectEnds(block, typed, codes);
    expectShown(block, typed);
    return typed;
  }
}
