/**
 * Measures how long the gateway takes to start in Lambda, next to a bare handler with the same Bedrock client: both in
 * turn, in one run, under AWS's own runtime client. Every single figure goes to `dist/bench/cold-start.json`.
 *
 * Usage: `npm run bench [rounds]`, which builds `dist/lambda` first.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { ColdStarts, type Contestant } from './cold-start/cold-starts.ts';
import { bareHandler, gateway } from './cold-start/contestants.ts';
import { startBuiltSandbox } from './cold-start/sandbox.ts';
import { summarize, type Summary } from './cold-start/statistics.ts';

const MAX_RATIO = 3.5;
const DEFAULT_ROUNDS = 21;
const RESULTS = new URL('../dist/bench/', import.meta.url);

const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('Usage: npm run bench [rounds]');
await using sandbox = await startBuiltSandbox();
const loadBefore = loadavg()[0] ?? Number.NaN;
const pairs = await measureInTurn(await bareHandler(), gateway(sandbox), rounds);
report(
  pairs.map(([bare]) => bare),
  pairs.map(([, ours]) => ours),
);

/** Who goes first changes from round to round; a first round, in which files come from the disk, does not count. */
async function measureInTurn(bare: Contestant, ours: Contestant, count: number): Promise<[number, number][]> {
  await using starts = await ColdStarts.open();
  const found: [number, number][] = [];
  for (let round = 0; round <= count; round += 1) {
    const first = await starts.initMs(round % 2 === 0 ? bare : ours);
    const second = await starts.initMs(round % 2 === 0 ? ours : bare);
    if (round > 0) found.push(round % 2 === 0 ? [first, second] : [second, first]);
  }
  return found;
}

function report(bareMs: readonly number[], gatewayMs: readonly number[]): void {
  const ratios = gatewayMs.map((ms, round) => ms / (bareMs[round] ?? Number.NaN));
  const machine = { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', loadBefore };
  const [bare, ours, ratio] = [summarize(bareMs), summarize(gatewayMs), summarize(ratios)];
  const isMet = ratio.median <= MAX_RATIO;
  mkdirSync(RESULTS, { recursive: true });
  const raw = { machine, measuredAt: new Date().toISOString(), bareMs, gatewayMs, bare, gateway: ours, ratio };
  writeFileSync(new URL('cold-start.json', RESULTS), `${JSON.stringify(raw, null, 2)}\n`);
  const lines = [
    'Init, from the start of the process to its first request for work.',
    `Node ${machine.node}, ${machine.cpus} CPUs, ${machine.cpu}, load before ${loadBefore.toFixed(1)}.`,
    '',
    '| contestant | n | median | p10 - p90 |',
    '|---|---:|---:|---:|',
    lineOf('bare handler with the Bedrock client, ms', bare, 0),
    lineOf('gateway, ms', ours, 0),
    lineOf('gateway / bare handler, round by round', ratio, 2),
    '',
    `Goal: a ratio of at most ${MAX_RATIO}. ${isMet ? 'Met' : 'NOT met'}: ${ratio.median.toFixed(2)}.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function lineOf(name: string, { n, median, p10, p90 }: Summary, digits: number): string {
  return `| ${name} | ${n} | ${median.toFixed(digits)} | ${p10.toFixed(digits)} - ${p90.toFixed(digits)} |`;
}
