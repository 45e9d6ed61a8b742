import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProofResult } from './proof.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where results of proofs at full count are kept, one file per proof. */
export const EVIDENCE_FOLDER = join(ROOT, 'docs/evidence');

/** Names every file of results in a table that people read. */
export const EVIDENCE_TABLE = 'README.md';

/** What a proof has shown, when, of what, on what. */
export interface Evidence extends ProofResult {
  /** The sentence that held. */
  readonly shown: string;
  /** Of what was proven; ends in `-dirty` if files differed from it. */
  readonly commit: string;
  readonly date: string;
  readonly durationS: number;
  readonly node: string;
  readonly cores: number;
}

/** The commit in the work tree; evidence itself does not make it dirty. */
export function describeCommit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  const changed = git('status', '--porcelain', '--', '.', ':(exclude)docs/evidence');
  return `${git('rev-parse', 'HEAD').trim()}${changed === '' ? '' : '-dirty'}`;
}

/** Writes one result, and the table over all of them. */
export function writeEvidence(evidence: Omit<Evidence, 'node' | 'cores'>): void {
  mkdirSync(EVIDENCE_FOLDER, { recursive: true });
  const whole: Evidence = { ...evidence, node: process.version, cores: availableParallelism() };
  writeFileSync(join(EVIDENCE_FOLDER, `${evidence.proof}.json`), `${JSON.stringify(whole, undefined, 2)}\n`);
  writeFileSync(join(EVIDENCE_FOLDER, EVIDENCE_TABLE), printEvidenceTable(readEvidence()));
}

/** Every result that is kept, by the name of its proof. */
export function readEvidence(): readonly Evidence[] {
  const files = readdirSync(EVIDENCE_FOLDER).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(join(EVIDENCE_FOLDER, file), 'utf8')) as Evidence);
}

/** The table as it stands in the folder of the results. */
export function printEvidenceTable(all: readonly Evidence[]): string {
  const rows = all.map((evidence) => {
    const { proof, shown, seed, commit, date } = evidence;
    return [`[${proof}](${proof}.json)`, shown, printFigures(evidence), seed ?? '', commit.slice(0, 12), date];
  });
  const lines = [['proof', 'shown', 'figures', 'seed', 'commit', 'date'], Array<string>(6).fill('---'), ...rows];
  return [
    '# Evidence',
    '',
    'What the proofs have shown at full count: `npm run prove`, `npm run lab:ipsec` and `npm run soak` write these files.',
    'What each of them stands for: [guarantees.md](../guarantees.md).',
    '',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
    '',
  ].join('\n');
}

/** Figures in one line, with the names they were given. */
export function printFigures({ figures }: Pick<ProofResult, 'figures'>): string {
  const pairs = Object.entries(figures);
  return pairs.map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`).join(', ');
}
