import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { isFullProof, reportProof, runsOf, seedOf } from '../support/proof.js';
import { allCells, CELL_VARIABLE, cellsAskedFor, inRandomOrder, sampleOf } from './cells.js';
import { DATA_CLASSES, FALLBACKS, FAULTS, FORMS, METHODS, nameOf, TRANSPORTS, type Cell } from './dimensions.js';
import type { CellSeen } from './expectations/expectation.js';
import { expectationOf, reasonToSkip } from './expectations/expectation-of.js';
import { startSurroundings, type Surroundings } from './ground/surroundings.js';
import { observeCell } from './observe-cell.js';
import { runSideBySide } from './run-side-by-side.js';

const SEED = seedOf(5);
const SAMPLE = 48;
/** Most of the time that a cell takes is waiting for what does not come. */
const LANES = 48;
const TIMEOUT_MS = isFullProof() ? 20 * 60_000 : 120_000;
/** One defect fails many cells, and all of them look alike. */
const MOST_SHOWN = 25;
/** What must not get into a log, whatever goes wrong: content, keys, tokens. */
const SECRETS = /Echo from|are you there|ABSK|eyJ/;

const every = inRandomOrder(cellsAskedFor(allCells()), SEED);
const real = every.filter((cell) => reasonToSkip(cell) === undefined);
const chosen = isFullProof() ? real : sampleOf(real, runsOf({ sample: SAMPLE, full: real.length }));

let surroundings: Surroundings;
let output: CapturedOutput;
beforeAll(async () => {
  output = captureOutput();
  surroundings = await startSurroundings();
});
afterAll(async () => {
  await surroundings[Symbol.asyncDispose]();
  output[Symbol.dispose]();
});

describe(`every fault, way, form, class and policy (seed ${SEED})`, () => {
  it('has an expectation for each cell, or a reason why there is no such cell', () => {
    const counts = [FAULTS, METHODS, FORMS, DATA_CLASSES, FALLBACKS, TRANSPORTS].map(({ length }) => length);
    expect(allCells()).toHaveLength(counts.reduce((product, count) => product * count, 1));
    const unskipped = allCells().filter((cell) => reasonToSkip(cell) === undefined);
    for (const cell of unskipped) expect(expectationOf(cell), nameOf(cell)).toBeDefined();
  });

  it('fails for a cell that nobody has thought about', () => {
    const [cell] = allCells();
    const unheardOf = { ...cell, fault: 'meteorite' } as unknown as Cell;
    expect(reasonToSkip(unheardOf)).toBeUndefined();
    expect(() => expectationOf(unheardOf)).toThrow(/^No expectation for meteorite /);
  });

  it(`ends as the contract says in ${chosen.length} of ${real.length} cells`, { timeout: TIMEOUT_MS }, async () => {
    const failures: string[] = [];
    await runSideBySide(chosen, LANES, async (cell, index) => {
      const failure = await failureOf(cell, `cell-${index}`);
      if (failure !== undefined) failures.push(failure);
    });
    expect(failures.slice(0, MOST_SHOWN), `${failures.length} cells of ${chosen.length}`).toEqual([]);
    expect(output.text()).not.toMatch(SECRETS);
    reportProof({
      proof: 'fault-matrix',
      seed: SEED,
      figures: { cells: chosen.length, skipped: every.length - real.length, faults: FAULTS.length },
    });
  });
});

/** What is wrong with a cell, under its name; undefined if nothing is. */
async function failureOf(cell: Cell, id: string): Promise<string | undefined> {
  try {
    const [seen, expected] = [await observeCell(cell, id, surroundings), expectationOf(cell)];
    const members = (Object.keys(expected) as (keyof CellSeen)[]).filter(
      (member) => !isDeepStrictEqual(seen[member], expected[member]),
    );
    if (members.length === 0) return undefined;
    const lines = members.map(
      (member) => `${member}: ${JSON.stringify(seen[member])}, not ${JSON.stringify(expected[member])}`,
    );
    return [`${CELL_VARIABLE}='${nameOf(cell)}'`, ...lines].join('\n  ');
  } catch (error) {
    return `${CELL_VARIABLE}='${nameOf(cell)}'\n  ${error instanceof Error ? error.stack : String(error)}`;
  }
}
