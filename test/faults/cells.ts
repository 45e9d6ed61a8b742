import fc from 'fast-check';
import {
  DATA_CLASSES,
  FALLBACKS,
  FAULTS,
  FORMS,
  METHODS,
  nameOf,
  TRANSPORTS,
  type Cell,
  type FaultName,
} from './dimensions.js';

/** A part of a cell's name: only these cells run. */
export const CELL_VARIABLE = 'TEST_CELL';

/** Every combination of the dimensions. */
export function allCells(): readonly Cell[] {
  return FAULTS.flatMap((fault) => cellsUnder(fault));
}

function cellsUnder(fault: FaultName): readonly Cell[] {
  return METHODS.flatMap((method) =>
    FORMS.flatMap((form) =>
      DATA_CLASSES.flatMap((dataClass) =>
        FALLBACKS.flatMap((fallback) =>
          TRANSPORTS.map((transport) => ({ fault, method, form, dataClass, fallback, transport })),
        ),
      ),
    ),
  );
}

/** The cells in an order that the seed decides: those that have to wait do not all come at once. */
export function inRandomOrder(cells: readonly Cell[], seed: number): readonly Cell[] {
  const everyOne = { minLength: cells.length, maxLength: cells.length };
  const [order = []] = fc.sample(fc.shuffledSubarray([...cells], everyOne), { seed, numRuns: 1 });
  return order;
}

/**
 * The first cells that bring a value of a dimension which none before them has, and then as many as are wanted: a sample
 * has every value at least once.
 */
export function sampleOf(cells: readonly Cell[], wanted: number): readonly Cell[] {
  const seen = new Set<string>();
  const bringsNew = (cell: Cell): boolean => {
    const values = Object.entries(cell).map(([dimension, value]) => `${dimension} ${value}`);
    const isNew = values.some((value) => !seen.has(value));
    for (const value of values) seen.add(value);
    return isNew;
  };
  const first = cells.filter(bringsNew);
  const others = cells.filter((cell) => !first.includes(cell));
  return [...first, ...others].slice(0, Math.max(wanted, first.length));
}

/** The cells that the environment asks for by name; all where it asks for none. */
export function cellsAskedFor(cells: readonly Cell[]): readonly Cell[] {
  const asked = process.env[CELL_VARIABLE];
  return asked === undefined ? cells : cells.filter((cell) => nameOf(cell).includes(asked));
}
