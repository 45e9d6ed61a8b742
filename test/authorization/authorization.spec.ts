import { AuditTrail, DynamoDbAuditSink } from '@app/audit';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { beginSystem } from '../support/begin-system.js';
import { get, post } from '../support/post.js';
import { isFullProof, reportProof, runsOf, seedOf } from '../support/proof.js';
import type { System } from '../support/system.js';
import { CELL_COUNT, cellAt, permissionsOf, type Cell } from './cells.js';
import { verdictOn, type Verdict } from './verdict.js';

const SEED = seedOf(20_261_123);
const CELLS = runsOf({ sample: 300, full: CELL_COUNT });
const AT_A_TIME = 16;

afterEach(() => void vi.restoreAllMocks());

interface Outcome {
  readonly cell: Cell;
  readonly status: number;
  readonly text: string;
}

/** All of them, or as many as a sample has: each at most once. */
function drawCells(): readonly Cell[] {
  if (isFullProof()) return Array.from({ length: CELL_COUNT }, (_, index) => cellAt(index));
  const indexes = fc.uniqueArray(fc.nat(CELL_COUNT - 1), { minLength: CELLS, maxLength: CELLS });
  return (fc.sample(indexes, { seed: SEED, numRuns: 1 })[0] ?? []).map(cellAt);
}

async function ask(system: System, cell: Cell): Promise<Outcome> {
  const { operation, prefix, dataClass, tenant, routes, models, classifications } = cell;
  const permissions = permissionsOf(cell);
  const grant = { permissions, routes, models, classifications, ...(tenant !== undefined && { tenant }) };
  const options = { token: await system.token(grant), headers: { 'x-data-classification': dataClass } };
  const path = `${prefix}${operation.path}`;
  const { body } = operation;
  const answer = await (body === undefined ? get(system, path, options) : post(system, path, body, options));
  return { cell, status: answer.status, text: await answer.text() };
}

async function askAll(system: System, cells: readonly Cell[]): Promise<readonly Outcome[]> {
  const trail = system.app.get(AuditTrail, { strict: false });
  const outcomes: Outcome[] = [];
  for (let from = 0; from < cells.length; from += AT_A_TIME) {
    outcomes.push(...(await Promise.all(cells.slice(from, from + AT_A_TIME).map((cell) => ask(system, cell)))));
    // Refusals are put on record after they are answered: at this pace the table would fall behind.
    await trail.settled(AbortSignal.timeout(10_000));
  }
  return outcomes;
}

/** What was said, in the words of the table; anything else as it came. On Bedrock's own paths details follow. */
function heard({ status, text }: Outcome): string {
  if (status === 200) return 'allowed';
  const { message, error } = JSON.parse(text) as { message?: string; error?: { message: string } };
  const said = error?.message ?? message ?? text;
  return status === 403 ? said.replace(/ ?[:(;].*$/s, '') : `${status} ${said}`;
}

function describeCell({ operation, ...facts }: Cell): string {
  return JSON.stringify({ operation: operation.name, ...facts });
}

function wrongOnes(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .filter((outcome) => heard(outcome) !== verdictOn(outcome.cell))
    .map((outcome) => `${describeCell(outcome.cell)}: ${heard(outcome)}, not ${verdictOn(outcome.cell)}`);
}

it(`grants what the table grants, and refuses the rest before anything is touched (seed ${SEED})`, async () => {
  const system = await beginSystem();
  const cells = drawCells();
  const start = vi.spyOn(DynamoDbAuditSink.prototype, 'start');
  const finish = vi.spyOn(DynamoDbAuditSink.prototype, 'finish');
  const isAllowed = (cell: Cell): boolean => verdictOn(cell) === 'allowed';

  const refused = await askAll(system, cells.filter((cell) => !isAllowed(cell))); // prettier-ignore
  expect(wrongOnes(refused)).toEqual([]);
  // Neither Bedrock, by a call or for a look at its models, nor the table, but for the record that it was refused.
  expect([...system.sandbox.exchanges('internet'), ...system.sandbox.exchanges('vpn')]).toEqual([]);
  const onRecord = (): number => new Set(finish.mock.calls.map(([{ requestId }]) => requestId)).size;
  await expect.poll(onRecord).toBe(refused.length);
  expect(start).not.toHaveBeenCalled();
  expect(new Set(finish.mock.calls.map(([record]) => record.outcome))).toEqual(new Set(['refused']));

  const allowed = await askAll(system, cells.filter(isAllowed));
  expect(wrongOnes(allowed)).toEqual([]);
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const cell of cells) verdicts[verdictOn(cell)] = (verdicts[verdictOn(cell)] ?? 0) + 1;
  expect(Object.keys(verdicts)).toHaveLength(5);
  reportProof({
    proof: 'authorization-table',
    seed: SEED,
    figures: { cells: cells.length, refused: refused.length, allowed: allowed.length, wrong: 0 },
  });
});
