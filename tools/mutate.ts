/**
 * Breaks the code of the rooms that decide who may what and which way it goes, one small change at a time, and counts
 * what the specs beside it notice. Fails below the score that `stryker.config.json` names; writes down what it found.
 *
 *     npm run mutate [-- --mutate 'libs/routing/src/plan-routes.ts']
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describeCommit, printFigures, writeEvidence } from '../test/support/evidence.ts';

const TESTER = 'test/mutations/tester';
const REPORT = 'reports/mutation/mutation.json';
const ROOMS = { auth: 'apps/gateway/src/auth/', routing: 'libs/routing/src/' } as const;

/** Of a report. Source: mutation-testing-report-schema 2.0. */
interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

const startedAtMs = performance.now();
const commit = describeCommit();
const selection = process.argv.slice(2);
const stryker = `${TESTER}/node_modules/@stryker-mutator/core/bin/stryker.js`;
execFileSync(process.execPath, [stryker, 'run', `${TESTER}/stryker.config.json`, ...selection], { stdio: 'inherit' });

const { files } = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
const figures = Object.fromEntries(Object.entries(ROOMS).flatMap(([name, folder]) => figuresOf(name, folder)));
process.stdout.write(`${printFigures({ figures })}\n`);
if (selection.length === 0 && process.env['CI'] === undefined) {
  const shown = 'small changes to the code that decides are noticed by the specs beside it';
  const durationS = Math.round((performance.now() - startedAtMs) / 1_000);
  writeEvidence({
    proof: 'mutation-score',
    shown,
    figures,
    commit,
    date: new Date().toISOString().slice(0, 10),
    durationS,
  });
}

/** Changes that were made in a room, those that were noticed (time-outs count), and their share. */
function figuresOf(name: string, folder: string): [figure: string, value: number][] {
  const inRoom = Object.entries(files).filter(([file]) => file.startsWith(folder));
  const statuses = inRoom.flatMap(([, { mutants }]) => mutants.map(({ status }) => status));
  const count = (...wanted: readonly string[]): number => statuses.filter((status) => wanted.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const made = noticed + count('Survived', 'NoCoverage');
  return [
    [`${name}Mutants`, made],
    [`${name}Noticed`, noticed],
    [`${name}PercentNoticed`, made === 0 ? 100 : Math.round((1_000 * noticed) / made) / 10],
  ];
}
