import { untilAborted } from '@app/bedrock';
import type { Command } from 'commander';
import { readWholeNumber } from '../read-option.js';
import { harmless, type Terminal } from '../terminal/terminal.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';
import type { Finding } from './finding.js';
import { planChecks, type DoctorOptions } from './plan-checks.js';

/** `ctl doctor`: looks at everything between here and Bedrock, and names what is wrong and what to do about it. */
export function doctorCommand(tools: VerbTools): Command {
  return verb({
    name: 'doctor',
    summary: 'what is wrong, and what to do about it: from the configuration to a real call by each route',
    examples: [
      ['doctor', 'everything; the first line that failed names the cause'],
      ['doctor --model us.meta.llama3-3-70b-instruct-v1:0', 'the routes are tried with this model'],
      ['doctor --json', 'one finding a line'],
    ],
  })
    .option('--model <id>', 'the model that is called on each route, for a few tokens (or CTL_MODEL)')
    .option(
      '--slow-after <ms>',
      'what takes longer is slow (or CTL_SLOW_AFTER_MS)',
      readWholeNumber('--slow-after', 1, 60_000),
    )
    .option(
      '--timeout <ms>',
      'how long the call of a route may take; default: 20000',
      readWholeNumber('--timeout', 1_000, 120_000),
    )
    .action(performing<DoctorOptions>(tools, examine));
}

async function examine(run: Run<DoctorOptions>): Promise<'failed' | void> {
  let isWell = true;
  for await (const finding of findingsOf(run)) {
    isWell &&= finding.state !== 'failed';
    await run.print(finding, render(finding, run.terminal));
  }
  return isWell ? undefined : 'failed';
}

/** All at once, and each as soon as those before it are known: the order says what causes what. */
export async function* findingsOf(run: Run<DoctorOptions>): AsyncGenerator<Finding, void, void> {
  const { interrupted } = run.around;
  const running = planChecks(run).map(async ({ name, run: look }) =>
    (await look()).map((finding): Finding => ({ check: name, ...finding })),
  );
  // Whoever stops reading leaves the others to end by themselves: each has its deadline.
  for (const findings of running) findings.catch(() => undefined);
  for (const findings of running) {
    yield* await untilAborted(findings, interrupted);
  }
}

const WIDTH = 26;

function render({ check, state, detail, next }: Finding, terminal: Terminal): string {
  const colour = { ok: 'green', failed: 'red', skipped: 'dim' } as const;
  const line = `${terminal.paint(colour[state], state.padEnd(8))}${check.padEnd(WIDTH)}${harmless(detail)}\n`;
  return next === undefined ? line : `${line}${' '.repeat(8 + WIDTH)}next: ${next}\n`;
}
