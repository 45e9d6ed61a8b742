import type { Command } from 'commander';
import { readWholeNumber } from '../read-option.js';
import { Progress } from '../terminal/progress.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';
import { measureOnce, type Sample } from './measure-once.js';
import { renderComparison, summarize } from './summarize.js';
import { seededRandom } from './statistics.js';

interface CompareOptions {
  readonly model?: string;
  readonly rounds: number;
  readonly seed: number;
  readonly dryRun?: boolean;
}

/** The first calls open connections and wake functions: they would be counted against the route that goes first. */
const WARM_UP_ROUNDS = 2;

const ROUTES = ['internet', 'vpn'] as const;

/** `ctl compare-routes`: what the VPN costs in time, and whether that is more than chance. */
export function compareRoutesCommand(tools: VerbTools): Command {
  return verb({
    name: 'compare-routes',
    summary: 'how much slower one route is than the other, and whether that is more than chance',
    examples: [
      ['compare-routes', '40 short calls by each route, in turns'],
      ['compare-routes --rounds 200 --json', 'a narrower interval, as JSON'],
      ['compare-routes --dry-run', 'says how many calls that are paid for it would send'],
    ],
  })
    .option('--model <id>', 'the model that is called, for a few tokens each time (or CTL_MODEL)')
    .option('--rounds <n>', 'calls by each route', readWholeNumber('--rounds', 5, 10_000), 40)
    .option('--seed <n>', 'for who goes first and for the statistics', readWholeNumber('--seed', 0, 999_999_999), 1)
    .option('--dry-run', 'say what would be sent')
    .action(performing<CompareOptions>(tools, compareRoutes));
}

async function compareRoutes(run: Run<CompareOptions>): Promise<'failed' | void> {
  const { options, settings, print } = run;
  const { rounds, seed } = options;
  const model = options.model ?? settings.model;
  if (options.dryRun === true) {
    const calls = (rounds + WARM_UP_ROUNDS) * ROUTES.length;
    return print({ dryRun: true, calls, model }, `would call ${model} ${calls} times, for up to 4 tokens each\n`);
  }
  const samples = await measure(run, model);
  const comparison = summarize(samples, seededRandom(seed));
  const document = { model, rounds, seed, ...comparison };
  await print(document, renderComparison(comparison));
  return comparison.verdict === 'too-few' ? 'failed' : undefined;
}

/** In turns, and each time the other one first or not, by lot: whatever drifts meanwhile meets both alike. */
async function measure(
  { options, terminal, gateway, around }: Run<CompareOptions>,
  model: string,
): Promise<readonly Sample[]> {
  const random = seededRandom(options.seed + 1);
  const total = options.rounds + WARM_UP_ROUNDS;
  using progress = new Progress(terminal, 'comparing', total);
  const samples: Sample[] = [];
  for (let round = 0; round < total; round += 1) {
    const order = random() < 0.5 ? ROUTES : ROUTES.toReversed();
    for (const route of order) {
      around.interrupted.throwIfAborted();
      const sample = await measureOnce(gateway, route, model);
      if (round >= WARM_UP_ROUNDS) samples.push({ ...sample, round });
    }
    progress.step();
  }
  return samples;
}
