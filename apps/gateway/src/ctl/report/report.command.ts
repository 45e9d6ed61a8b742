import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { VERSION } from '../../config/version.js';
import { CtlError } from '../ctl.error.js';
import { findingsOf } from '../doctor/doctor.command.js';
import type { Finding } from '../doctor/finding.js';
import { performing, verb, type Run, type VerbTools } from '../verb.js';
import { describeEnvironment } from './describe-environment.js';
import { lastRefusals } from './last-refusals.js';

interface ReportOptions {
  readonly out?: string;
  readonly model?: string;
}

/** `ctl report`: all that is known about an incident, in one document without secrets. */
export function reportCommand(tools: VerbTools): Command {
  return verb({
    name: 'report',
    summary: 'what is known about an incident, as one JSON document without secrets, prompts and addresses',
    examples: [
      ['report --out incident.json', 'a file that only you can read; one that is there is not replaced'],
      ['report | jq .doctor', 'on the output'],
    ],
  })
    .option('--out <file>', 'write it there; default: the output')
    .option('--model <id>', 'the model that the doctor calls')
    .action(performing<ReportOptions>(tools, report));
}

async function report(run: Run<ReportOptions>): Promise<void> {
  const { options, terminal, around } = run;
  const document = {
    createdAt: new Date(around.nowEpochMs()).toISOString(),
    versions: { ctl: VERSION, node: process.version, platform: process.platform },
    environment: describeEnvironment(around.env),
    status: await orProblem(() => run.gateway.getJson('/status')),
    doctor: await collect(run),
    refusals: await orProblem(() => lastRefusals(run.gateway)),
  };
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (options.out === undefined) return terminal.write(text);
  await writeNew(options.out, text);
  terminal.say(`written to ${options.out}`);
}

async function collect(run: Run<ReportOptions>): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of findingsOf(run)) {
    findings.push(finding);
    run.terminal.repaint(`looking at ${finding.check}`);
  }
  run.terminal.repaint('');
  return findings;
}

/** What cannot be had is part of the report: that is when one is written. */
async function orProblem<T>(ask: () => Promise<T>): Promise<T | { readonly problem: string }> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CtlError) return { problem: error.message };
    throw error;
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new CtlError('usage', isThere ? 'The file of --out is there already' : 'The file of --out cannot be written', 'name another one', error); // prettier-ignore
  }
}
