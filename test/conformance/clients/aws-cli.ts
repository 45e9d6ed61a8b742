import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AWS_CLI_CASES, type AwsCliCase } from '../cases/aws-cli-cases.js';
import type { ConformanceCase, ConformanceClient, Target } from '../harness/conformance-client.js';
import { environmentFor, missingProgram } from './python-environment.js';

const COMMAND_TIMEOUT_MS = 30_000;

/** What the terminal shows when a command has ended. */
interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(target: Target, { args, body }: AwsCliCase): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-cli-'));
  try {
    if (body === undefined) return await aws(target, args, folder);
    await writeFile(join(folder, 'body'), body);
    const ending = await aws(target, [...args, '--body', 'fileb://body', 'answer'], folder);
    // Nothing is written when the command fails.
    const written = await readFile(join(folder, 'answer'), 'utf8').catch(() => undefined);
    return { ...ending, written };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A command that fails has an exit code and a message: that is what its user sees, so nothing is thrown. */
function aws(target: Target, args: readonly string[], cwd: string): Promise<Ending> {
  const all = ['--endpoint-url', target.endpoint, '--output', 'json', ...args];
  const env = { ...environmentFor(target), AWS_MAX_ATTEMPTS: '2' };
  return new Promise((resolve) => {
    execFile('aws', all, { cwd, env, timeout: COMMAND_TIMEOUT_MS }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

function toCase(theCase: AwsCliCase): ConformanceCase {
  return { ...theCase, run: (target) => run(target, theCase) };
}

/** The AWS CLI. It cannot read event streams, so it has no streamed operations. */
export const awsCli: ConformanceClient = {
  name: 'AWS CLI',
  cases: AWS_CLI_CASES.map(toCase),
  perCall: [],
  // Each is a process that is busy for a second.
  concurrency: 4,
  missing: () => missingProgram('aws', ['--version']),
};
